from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "motcua.appointments"
    label = "appointments"
