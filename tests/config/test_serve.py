import http.client
import os
import signal
import socket
import time
from pathlib import Path

import pytest
from django.conf import settings

from motcua.config.addresses import DOORS
from motcua.config.management.commands.serve import SECONDS_TO_STOP, set_up_sandbox
from tests import prepared
from tests.deployment import get, motcua, served


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """An office without data on the engine under test, its tables made."""
    folder = tmp_path_factory.mktemp("office")
    with prepared.office(folder, "motcua_serve", MOTCUA_WATCH_MINUTES="5") as office:
        yield office


def terminate(process):
    process.send_signal(signal.SIGTERM)


def press_ctrl_c(process):
    os.killpg(process.pid, signal.SIGINT)


@pytest.mark.parametrize("stop", [terminate, press_ctrl_c])
def test_the_server_stops_within_seconds_even_with_a_browser_connected(office, stop):
    with served(office) as process:
        browser = http.client.HTTPConnection("127.0.0.1", int(office["PORT"]))
        browser.request("GET", "/")
        browser.getresponse().read()
        children = children_of(process.pid)
        began = time.monotonic()

        stop(process)
        output, _ = process.communicate(timeout=20)

        assert process.returncode == 0
        assert time.monotonic() - began < SECONDS_TO_STOP
        assert "Traceback" not in output
        browser.close()
        # The workers, and the watch beside them; the usher where there are several.
        assert len(children) == settings.WORKERS + 1 + settings.USHER
        assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []


@pytest.mark.postgresql
def test_an_usher_that_died_is_followed_by_another_until_the_server_stops(office):
    with served(office) as process:
        first = usher_of(process)

        os.kill(first, signal.SIGKILL)
        second = usher_of(process, but=first)
        terminate(process)
        process.communicate(timeout=20)

        assert not Path(f"/proc/{first}").exists()
        assert not Path(f"/proc/{second}").exists()


@pytest.mark.postgresql
def test_the_usher_goes_when_whoever_keeps_it_is_gone(office):
    with served(office) as process:
        usher = usher_of(process)
        keeper = next(pid for pid in children_of(process.pid) if usher in children_of(pid))

        os.kill(keeper, signal.SIGKILL)

        assert soon(lambda: not Path(f"/proc/{usher}").exists())


def usher_of(process, *, but=None):
    """Return the one that a child of the server keeps, when it opens its door."""
    assert soon(lambda: [pid for pid in grandchildren_of(process) if pid != but])
    (found,) = [pid for pid in grandchildren_of(process) if pid != but]
    return found


def grandchildren_of(process):
    return [pid for child in children_of(process.pid) for pid in children_of(child)]


def soon(is_so):
    """Say whether it is so within twenty seconds."""
    end = time.monotonic() + 20
    while not (found := is_so()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def children_of(pid):
    return [int(stat.parent.name) for stat in Path("/proc").glob("[0-9]*/stat") if parent_of(stat) == pid]


def parent_of(stat):
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return None  # it ended while we looked


def test_every_address_the_server_prints_answers_or_asks_to_sign_in(office):
    with served(office):
        answers = {path: get(path, office)[0] for path in DOORS.values()}

    is_public = ("/", "/kiosk", "/board").__contains__
    assert answers == {path: 200 if is_public(path) else 302 for path in DOORS.values()}


def test_a_second_start_finds_everything_prepared(office):
    code, output = motcua("serve", "--prepare-only", env=office)

    assert (code, output) == (0, f"Prepared; the data are in {office['MOTCUA_DATA']}.\n")


def test_a_production_deployment_never_gets_the_demo(office):
    code, output = motcua("serve", "--demo", "--prepare-only", env={**office, "MOTCUA_PRODUCTION": "1"})

    assert code == 1
    assert output.endswith("password is published: it never goes into a production deployment.\n")


def test_a_taken_port_is_named_before_anything_is_touched(office):
    with served(office):
        code, output = motcua("serve", env=office)

    assert code == 1
    assert output == f"CommandError: Port {office['PORT']} is taken; choose another, for example PORT=8001.\n"


def test_a_taken_port_of_the_stream_is_named_with_what_to_do(office):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        code, output = motcua("serve", env={**office, "MOTCUA_STREAM_PORT": port})

    assert code == 1
    assert output == (
        f"CommandError: Port {port}, where pages of the hall listen, is taken; choose another with "
        "MOTCUA_STREAM_PORT, or 0: then they ask every few seconds.\n"
    )


def test_a_database_that_does_not_answer_is_named(office):
    astray = {**office, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/x"}

    code, output = motcua("serve", "--prepare-only", env=astray)

    assert code == 1
    assert output.startswith("CommandError: The database does not answer: connection failed:")


@pytest.mark.parametrize(
    ("url", "port", "is_set"), [("", 59_173, True), ("", 0, False), ("http://sms.vn/", 59_173, False)]
)
def test_a_demo_without_an_sms_gateway_gets_the_twin_of_one(settings, monkeypatch, url, port, is_set):
    monkeypatch.setenv("MOTCUA_SMS_URL", url)
    settings.SMS_URL, settings.SANDBOX_PORT = url, port

    address = set_up_sandbox()

    assert address == (f"http://127.0.0.1:{settings.SANDBOX_PORT}/" if is_set else "")
    assert settings.SMS_URL == os.environ["MOTCUA_SMS_URL"] == (address or url)
