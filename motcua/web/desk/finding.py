"""Looking for dossiers: what was typed stays in the session, never in an address."""

from django.http import HttpRequest

from motcua.web.desk.dossiers_forms import SearchForm


def remember(request: HttpRequest, page: str) -> bool:
    """Keep what the search form of a page asks for; say whether it asks for anything."""
    form = SearchForm(request.POST)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    request.session[f"desk_{page}"] = text
    return bool(text)


def remembered(request: HttpRequest, page: str) -> str:
    """Return what was looked for, on the page that shows what was found."""
    return request.session.get(f"desk_{page}", "") if "found" in request.GET else ""
