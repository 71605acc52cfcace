"""Handing out files that somebody handed in."""

from django.http import FileResponse, Http404, HttpResponse

from motcua.documents import queries as documents
from motcua.documents.models import StoredFile


def attachment(file: StoredFile, *, name: str) -> HttpResponse:
    """Return a stored file to be saved under a name of ours; its ending follows its content."""
    path = documents.content(file)
    if not path.is_file():
        raise Http404
    full_name = f"{name}.{documents.extension(file)}"
    return caged(
        FileResponse(path.open("rb"), as_attachment=True, filename=full_name, content_type=file.media_type)
    )


def caged(answer: HttpResponse) -> HttpResponse:
    """Whatever a browser makes of it, it runs nothing and reaches nothing of ours."""
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
