"""Keeping the register of people."""

from motcua.base.bulk import upsert_one
from motcua.people.models import Person
from motcua.people.rules import Details


def register(details: Details) -> Person:
    """Return the person with this number, brought up to date; without a number, a new entry.

    One statement, so that two counters registering the same person at once cannot trip over each other.
    What is not told now keeps what was known.
    """
    person = _person(details)
    if not details.number:
        person.save()
        return person
    told = [name for name in _KEPT_FRESH if getattr(details, name)]
    row = [getattr(person, name) for name in _COLUMNS]
    person.pk = upsert_one(Person, _COLUMNS, row, unique="number_index", told=told)
    person._state.adding = False
    return person


_KEPT_FRESH = ("name", "birth_on", "sex", "address", "phone", "email")
_COLUMNS = ("kind", "number_sealed", "number_index", *_KEPT_FRESH)


def _person(details: Details) -> Person:
    person = Person(kind=details.kind, **{name: getattr(details, name) for name in _KEPT_FRESH})
    person.set_number(details.number)
    return person
