"""What `motcua check --deploy` asks of a deployment besides Django's own questions."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks

from motcua.documents.scanner import may_use


@checks.register(checks.Tags.security, deploy=True)
def public_address_is_reachable(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    """Warn when receipts would print a QR code that leads nowhere."""
    if settings.PUBLIC_URL.startswith("https://"):
        return []
    return [
        checks.Warning(
            f"Receipts print the address {settings.PUBLIC_URL}, which citizens cannot open safely.",
            hint="Set MOTCUA_PUBLIC_URL to the https:// address of the portal.",
            id="motcua.W001",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def keys_are_the_same_everywhere(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    """Warn when another machine on the same database would make keys of its own."""
    kept = [
        name for name in ("secret_key", "personal_data_key") if (settings.DATA_DIR / f"{name}.key").exists()
    ]
    if settings.ON_SQLITE or not kept:
        return []
    return [
        checks.Warning(
            "The keys of this PostgreSQL deployment lie in its data folder.",
            hint="Set MOTCUA_SECRET_KEY and MOTCUA_PERSONAL_DATA_KEY, the same on every machine.",
            id="motcua.W002",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def folder_of_scanners_can_be_used(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    """Warn when files of the scanners could not be listed or moved away."""
    if not settings.SCANNER_FOLDER:
        return []
    root = Path(settings.SCANNER_FOLDER)
    folders = [root, *root.glob("*/"), *root.glob("*/[!.]*/")]
    return [
        checks.Warning(
            f"The folder {folder} of the scanners cannot be read and written by this process.",
            hint="Give the user that runs motcua the right to list it and to move files out of it.",
            id="motcua.W003",
        )
        for folder in folders
        if not may_use(folder)
    ]
