"""Sign-in and display choices."""

from django.urls import path

from motcua.web.ui import accounts

app_name = "ui"
urlpatterns = [
    path("sign-in", accounts.sign_in, name="sign-in"),
    path("sign-out", accounts.sign_out, name="sign-out"),
    path("account", accounts.account, name="account"),
    path("start", accounts.start, name="start"),
    path("display", accounts.display, name="display"),
]
