from django.apps import AppConfig
from django.db.backends.signals import connection_created

from motcua.base.postgresql import read_moments_quickly


class BaseConfig(AppConfig):
    name = "motcua.base"
    label = "base"

    def ready(self) -> None:
        connection_created.connect(read_moments_quickly, dispatch_uid="moments")
