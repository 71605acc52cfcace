from django.apps import AppConfig

from motcua.config import checks  # noqa: F401 - its checks register themselves


class ConfigConfig(AppConfig):
    name = "motcua.config"
    label = "config"
