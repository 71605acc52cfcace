"""Receiving files: the fields of forms, and a handler that writes nothing too big to the disk."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest

ACCEPTED = "application/pdf,image/jpeg,image/png,image/tiff,.pdf,.jpg,.jpeg,.png,.tif,.tiff"


class SeveralFilesInput(forms.ClearableFileInput):
    """A control that takes several files at once."""

    template_name = "django/forms/widgets/file.html"
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class FilesField(forms.FileField):
    """Files in the order they were chosen; what they are is asked of their content later."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        # An empty file is refused with its own words when it is read.
        return list(data or [])


class LimitedUpload(TemporaryFileUploadHandler):
    """Writes files to the temporary folder and drops one as soon as it passes the limit."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > settings.FILE_MAX_BYTES:
            dropped: list[str] = self.request.__dict__.setdefault("too_big", [])
            dropped.append(self.field_name or "")
            self.file.close()
            raise SkipFile
        super().receive_data_chunk(raw_data, start)


def too_big(request: HttpRequest, field: str) -> bool:
    """Say whether a file of this field was dropped for its size."""
    # The files are read when the form is asked for the first time.
    sent: Any = request.FILES
    return sent is not None and field in request.__dict__.get("too_big", [])
