"""Pages that only tell: help, accessibility, privacy."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.web.ui.hours import hours_now


def help_(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/information/help.html", {"here": "help", "hours": hours_now()})


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/information/accessibility.html")


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/information/privacy.html")
