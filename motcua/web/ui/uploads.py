"""Receiving files: one that is too big is not written to the disk at all."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest


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
