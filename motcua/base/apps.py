from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "motcua.base"
    label = "base"
