"""Finding people by their numbers."""

from motcua.base.sealing import blind_index
from motcua.people.models import Person


def by_number(number: str) -> Person | None:
    """Return the person who has this personal or tax number."""
    return Person.objects.filter(number_index=blind_index(number)).first() if number else None
