import pytest

from motcua.notifications.sandbox import Server
from tests.factories.post_office import PostOffice, serving


@pytest.fixture
def post_office(settings):
    """A real SMTP server that this deployment sends its e-mail to."""
    with serving(PostOffice()) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.DEFAULT_FROM_EMAIL = "Một cửa <motcua@example.vn>"
        yield server


@pytest.fixture
def gateway(settings):
    """The twin of an SMS gateway that this deployment sends its SMS to."""
    with serving(Server()) as server:
        settings.SMS_URL = server.url
        yield server.gateway
