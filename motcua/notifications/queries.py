"""Templates from memory, and the outbox as its keepers read it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils.translation import get_language

from motcua.base.registers import Register
from motcua.notifications.models import Channel, Notice, Template
from motcua.notifications.rules import Wording, why_not_wording
from motcua.organisations.rules import Manager

REGISTER = "notices"
# Each package that has something to tell brings this file.
FILE = "notices.json"


@dataclass(frozen=True, slots=True)
class Shipped:
    """A template as it comes with the product: its name by language, an example of each value, its wordings."""

    code: str
    names: Mapping[str, str]
    # Name of a placeholder → what may stand there, for the preview.
    examples: Mapping[str, str]
    wordings: Mapping[tuple[str, str], Wording]  # by channel and language

    @property
    def name(self) -> str:
        return self.names.get((get_language() or settings.LANGUAGE_CODE)[:2]) or self.names["vi"]


@dataclass(frozen=True, slots=True)
class Worded:
    """One wording in force, and whether an office changed it."""

    template: Shipped
    channel: str
    language: str
    wording: Wording
    is_changed: bool

    @property
    def shipped(self) -> Wording:
        return self.template.wordings[self.channel, self.language]


Key = tuple[str, str, str]


def shipped() -> dict[str, Shipped]:
    """Return the templates of every package, in the order of the packages."""
    files = (Path(app.path) / FILE for app in apps.get_app_configs())
    return {
        code: _shipped(code, told)
        for file in files
        if file.exists()
        for code, told in json.loads(file.read_text("utf-8")).items()
    }


def _shipped(code: str, told: dict[str, Any]) -> Shipped:
    wordings = {
        (channel.value, language): Wording("\n".join(said["body"]), said.get("subject", ""))
        for channel in Channel
        for language, said in told.get(channel, {}).items()
    }
    return Shipped(code, told["names"], told["examples"], wordings)


def _load() -> dict[Key, Worded]:
    changed = {
        (row.code, row.channel, row.language): Wording(row.body, row.subject)
        for row in Template.objects.all()
    }
    found = {}
    for template in shipped().values():
        for (channel, language), own in template.wordings.items():
            other = changed.get((template.code, channel, language))
            # A new version may have taken a placeholder away: then its own wording is better than none.
            if other and why_not_wording(other, channel=channel, known=template.examples)[0]:
                other = None
            found[template.code, channel, language] = Worded(
                template, channel, language, other or own, is_changed=other is not None
            )
    return found


_register: Register[dict[Key, Worded]] = Register(REGISTER, _load)


def worded() -> list[Worded]:
    """Return every wording in force, template by template."""
    return list(_register.get().values())


def wording(code: str, channel: str, language: str) -> Worded | None:
    """Return the wording of a template in force, or None when there is none for a channel and language."""
    return _register.get().get((code, channel, language))


def templates() -> dict[str, Shipped]:
    """Return the templates from memory, by code."""
    return {code: worded.template for (code, _channel, _language), worded in _register.get().items()}


def outbox(manager: Manager) -> QuerySet[Notice]:
    """Return the notices of the units somebody may see; a superuser sees all."""
    return (
        Notice.objects.all() if manager.is_superuser else Notice.objects.filter(unit__in=manager.rights.scope)
    )


def counts(manager: Manager) -> dict[str, int]:
    """Return how many notices there are of each state, every state named."""
    found = dict(outbox(manager).order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in Notice.State.values}


def failed(units: frozenset[int], *, limit: int) -> list[Notice]:
    """Return the dead letters of units, the one that lies longest first."""
    return list(
        Notice.objects.filter(state=Notice.State.FAILED, unit__in=units).order_by("failed_at", "pk")[:limit]
    )
