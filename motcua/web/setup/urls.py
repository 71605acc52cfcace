"""Every address of this door."""

from django.urls import URLPattern

app_name = "setup"
urlpatterns: list[URLPattern] = []
