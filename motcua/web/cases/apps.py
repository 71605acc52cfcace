from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "motcua.web.cases"
    label = "cases"
