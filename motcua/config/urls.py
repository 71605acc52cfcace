"""Every door of the product and where it stands."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("motcua.api.urls")),
    path("", include("motcua.web.portal.urls")),
    path("", include("motcua.web.ui.urls")),
    # Kiosks and boards have addresses of their own; so has the ticket on the phone.
    path("", include("motcua.web.kiosk.urls")),
    # These two list their whole addresses: their first page is /desk and /cases, without a slash at the end.
    path("", include("motcua.web.desk.urls")),
    path("", include("motcua.web.cases.urls")),
    path("ops/", include("motcua.web.insight.urls")),
    path("admin/", include("motcua.web.setup.urls")),
]

handler400 = "motcua.web.ui.errors.bad_request"
handler403 = "motcua.web.ui.errors.forbidden"
handler404 = "motcua.web.ui.errors.not_found"
handler500 = "motcua.web.ui.errors.failed"
