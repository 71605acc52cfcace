import pytest

from motcua.notifications.sandbox import Server
from tests.factories.post_office import serving


@pytest.fixture
def gateway(settings):
    """The twin of an SMS gateway that this deployment sends its SMS to."""
    with serving(Server()) as server:
        settings.SMS_URL = server.url
        settings.PUBLIC_URL = "https://dichvucong.example.vn"
        yield server.gateway
