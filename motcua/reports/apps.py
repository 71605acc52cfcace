from importlib import import_module

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "motcua.reports"
    label = "reports"

    def ready(self) -> None:
        import_module("motcua.reports.receivers")
