from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "motcua.web.insight"
    label = "insight"
