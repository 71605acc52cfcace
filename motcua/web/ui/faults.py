"""What most requests for supplement are about, each with the words that mend it (ux.md J8)."""

from django.utils.translation import gettext_lazy as _

OTHER, MISSING = "other", "missing"
# fault → what is wrong, how to mend it; the applicant reads them: `official`, whatever language the officer works in
FAULTS = {
    "blurred": (_("Ảnh mờ"), _("Chụp hoặc quét lại cho rõ, đủ bốn góc, rồi gửi lại.")),
    "pages": (_("Thiếu trang"), _("Gửi lại bản có đủ các trang.")),
    "form": (
        _("Sai mẫu"),
        _("Kê khai lại theo đúng mẫu của thủ tục này, Bộ phận Một cửa có sẵn mẫu."),
    ),
    "name": (
        _("Không khớp tên"),
        _("Gửi giấy tờ ghi đúng họ tên như trên căn cước, hoặc giấy xác nhận là cùng một người."),
    ),
    "expired": (_("Hết hạn"), _("Gửi bản còn thời hạn.")),
    MISSING: (_("Chưa nộp"), _("Nộp giấy tờ này.")),
}
