"""A slip in a page: for the browser to print, or as bytes for the print helper beside it."""

from base64 import b64encode

from django.utils.safestring import mark_safe

from motcua.documents.printing import qr_svg
from motcua.queueing.models import Device
from motcua.web.kiosk.escpos import rendered
from motcua.web.kiosk.slips import Slip


def on_paper(device: Device, slip: Slip) -> dict[str, object]:
    """Return what a page needs to print a slip; nothing on a kiosk without a printer."""
    if not device.has_printer:
        return {}
    if device.helper_url:
        return {"slip": slip, "slip_bytes": b64encode(rendered(slip)).decode()}
    codes = (line.text for line in slip.lines if line.look == "qr")
    return {"slip": slip, "slip_qr": mark_safe("".join(qr_svg(text, border=0) for text in codes))}
