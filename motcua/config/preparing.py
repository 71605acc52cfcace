"""What must be true before the product serves: words compiled, static files gathered, tables up to date."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.template.loader import get_template
from django.urls import get_resolver

from motcua.base import sealing

# Any fixed number, the same in every process of the product.
ADVISORY_LOCK = 736_277
# What every page of the portal and of staff, of a kiosk, of a board stands in, with the tags they use.
FRAMES = ("ui/base.html", "kiosk/base.html", "kiosk/kiosk/base.html")


def compile_messages() -> int:
    """Compile the translations that are newer than their compiled form and return how many."""
    stale = [po for folder in settings.LOCALE_PATHS for po in Path(folder).rglob("*.po") if _is_stale(po)]
    for po in stale:
        with po.open("rb") as source:
            catalogue = read_po(source)
        # Another process may read or write the compiled form at this moment: it appears whole.
        draft = po.with_suffix(f".{os.getpid()}.tmp")
        with draft.open("wb") as target:
            write_mo(target, catalogue)
        draft.replace(po.with_suffix(".mo"))
    return len(stale)


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def gather_static_files() -> bool:
    """Gather, compress and name the static files by content when one has changed; say whether."""
    stamp = settings.DATA_DIR / "static.stamp"
    fingerprint = _static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return False
    call_command("collectstatic", interactive=False, clear=settings.STATIC_ROOT.exists(), verbosity=0)
    stamp.write_text(fingerprint)
    return True


def _static_fingerprint() -> str:
    lines = []
    for finder in get_finders():
        for path, storage in finder.list([]):
            state = os.stat(storage.path(path))
            lines.append(f"{path} {state.st_size} {state.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def migrate() -> int:
    """Bring the tables up to date and return how many migrations that took."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        call_command("migrate", interactive=False, verbosity=0)
    return len(plan)


def load() -> None:
    """Load what a worker would load at its first requests: every view, the frames of all pages, the keys.

    Called before the workers fork: they share it, and no first visitor of a morning waits for it. A page itself is
    read in milliseconds when it is first shown; all of them would hold up the start for half a second.
    """
    get_resolver().url_patterns  # noqa: B018 - read once, it imports every view
    sealing.derive_keys()
    for frame in FRAMES:
        get_template(frame)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Make other processes that prepare the same PostgreSQL database wait for this one."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
