"""Slips on a thermal printer: the bytes, and the helper beside the browser, with a listener that plays the printer."""

import json
import os
import re
import socket
import subprocess
import threading
from contextlib import contextmanager
from http.client import HTTPConnection

import pytest
from PIL import Image

from motcua.web.kiosk import escpos, printer, slips
from tests.deployment import MOTCUA, environment
from tests.queueing.halls import OPENING

ORIGIN, KEY = "https://dichvucong.example.vn", "mot-chia-khoa"
BAND = re.compile(rb"\x1dv0\x00(..)(..)", re.DOTALL)


def slip(**changes):
    values = {
        "centre": "Trung tâm Phục vụ hành chính công",
        "code": "B042",
        "group": "Hộ tịch, chứng thực",
        "lane": "",
        "told": ("Còn 3 người trước", "Chờ khoảng 8–12 phút"),
        "counters": "03, 05",
        "address": "https://dichvucong.example.vn/t/AbCdEfGhIjKlMnOp",
        "at": OPENING,
    }
    return slips.ticket("token", **{**values, **changes})


def read(data):
    """Return the picture that a printer draws from the bytes."""
    assert data.startswith(escpos.BEGIN)
    assert data.endswith(escpos.CUT)
    rest, bands = data[len(escpos.BEGIN) : -len(escpos.CUT)], []
    while rest:
        wide, high = (int.from_bytes(part, "little") for part in BAND.match(rest).groups())
        assert (wide, high <= escpos.BAND) == (72, True)
        bands.append((high, bytes(byte ^ 0xFF for byte in rest[8 : 8 + wide * high])))
        rest = rest[8 + wide * high :]
    return Image.frombytes(
        "1", (576, sum(high for high, _dots in bands)), b"".join(dots for _h, dots in bands)
    )


def test_a_slip_begins_with_a_printer_as_new_and_ends_with_a_cut():
    made = slip()

    assert read(escpos.rendered(made)).tobytes() == escpos.picture(made).tobytes()
    assert escpos.rendered(made) == escpos.rendered(made)


def test_vietnamese_letters_are_drawn_each_with_its_marks():
    def dots(text):
        return escpos.picture(slips.Slip("", (slips.Line(text, "strong"),))).tobytes()

    assert len({dots(text) for text in ("Hộ tịch", "Ho tich", "Hô tịch", "Hố tịch")}) == 4


def test_a_long_name_takes_more_rows_and_stays_on_the_paper():
    short, long = (escpos.picture(slip(group=name)) for name in ("Đất đai", "Đất đai " * 20 + "x" * 80))

    assert (short.width, long.width) == (576, 576)
    assert long.height > short.height


def test_an_empty_line_is_no_line():
    assert [one.text for one in slip(counters="", told=("", "")).lines][:3] == [
        "Trung tâm Phục vụ hành chính công",
        "B042",
        "Hộ tịch, chứng thực",
    ]
    assert "Quầy" not in " ".join(one.text for one in slip(counters="").lines)


class Printer:
    """A printer on the network: answers what is asked about its paper, keeps what it is told to print."""

    def __init__(self, *, paper=0x12, cause=0x12):
        self.answers = {b"\x10\x04\x04": paper, b"\x10\x04\x02": cause}
        self.printed = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = "{}:{}".format(*self.socket.getsockname())
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                line, _peer = self.socket.accept()
            except OSError:
                return
            with line:
                self.serve(line)

    def serve(self, line):
        data = b""
        while some := line.recv(65536):
            data += some
            for question, said in self.answers.items():
                if data.startswith(question) and said is not None:
                    line.sendall(bytes([said]))
                data = data.removeprefix(question)
        if data:
            self.printed.append(data)


@pytest.fixture
def play():
    played = []

    def make(**changes):
        played.append(Printer(**changes))
        return played[-1]

    yield make
    for one in played:
        one.socket.close()


@contextmanager
def helping(where):
    server = printer.made(printer=where, origin=ORIGIN, key=KEY, listen="127.0.0.1:0")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address
    finally:
        server.shutdown()
        server.server_close()


def ask(address, job="token", data=b"\x1b@so", *, method="POST", origin=ORIGIN, key=KEY):
    line = HTTPConnection(*address, timeout=10)
    line.request(method, f"/slips/{job}", data, {"Origin": origin, "Authorization": f"Bearer {key}"})
    answer = line.getresponse()
    body = answer.read()
    line.close()
    return answer.status, json.loads(body or b"{}"), answer


def test_a_slip_sent_twice_comes_out_once_byte_for_byte(play):
    there, data = play(), escpos.rendered(slip())

    with helping(there.address) as address:
        first, second = ask(address, data=data)[:2], ask(address, data=data)[:2]
        other = ask(address, "khac", b"\x1b@khac")[:2]

    assert (first, second) == ((200, {"printed": "now"}), (200, {"printed": "before"}))
    assert other == (200, {"printed": "now"})
    assert there.printed == [data, b"\x1b@khac"]


@pytest.mark.parametrize(
    ("answers", "fault"),
    [({"paper": 0x72}, "paper"), ({"cause": 0x16}, "cover"), ({"cause": 0x32}, "paper")],
)
def test_a_printer_that_cannot_says_why_and_the_slip_comes_out_when_it_can(play, answers, fault):
    there = play(**answers)

    with helping(there.address) as address:
        refused = ask(address)[:2]
        there.answers = dict.fromkeys(there.answers, 0x12)
        printed = ask(address)[:2]

    assert refused == (503, {"fault": fault})
    assert printed == (200, {"printed": "now"})
    assert there.printed == [b"\x1b@so"]


def test_a_printer_that_answers_no_question_prints(play):
    there = play(paper=None, cause=None)

    with helping(there.address) as address:
        assert ask(address)[0] == 200

    assert there.printed == [b"\x1b@so"]


def test_a_printer_that_is_switched_off_is_said_to_be(play):
    there = play()
    there.socket.shutdown(socket.SHUT_RDWR)
    there.socket.close()

    with helping(there.address) as address:
        assert ask(address)[:2] == (503, {"fault": "offline"})


def test_a_device_file_gets_the_bytes(tmp_path):
    device = tmp_path / "lp0"
    device.touch()

    with helping(str(device)) as address:
        assert ask(address)[0] == 200

    assert device.read_bytes() == b"\x1b@so"


def test_a_device_file_that_is_not_there_is_a_printer_away(tmp_path):
    with helping(str(tmp_path / "lp0")) as address:
        assert ask(address)[:2] == (503, {"fault": "offline"})


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"origin": "https://ke-xau.example"}, 403),
        ({"origin": f"{ORIGIN}.ke-xau.example"}, 403),
        ({"key": "khac"}, 403),
        ({"key": "chìa khoá"}, 403),
        ({"job": ""}, 404),
        ({"job": "x" * 81}, 404),
        ({"data": b"x" * (printer.LONGEST_BYTES + 1)}, 413),
    ],
)
def test_only_the_kiosk_beside_prints(play, changes, status):
    there = play()
    key = changes.pop("key", KEY).encode().decode("latin-1")

    with helping(there.address) as address:
        assert ask(address, **changes, key=key)[0] == status

    assert there.printed == []


def test_the_browser_may_speak_from_the_page_of_the_kiosk_to_its_own_machine_only(play):
    with helping(play().address) as address:
        status, _said, answer = ask(address, method="OPTIONS")
        stranger = ask(address, method="OPTIONS", origin="https://ke-xau.example")

    assert status == 204
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert answer.headers["Access-Control-Allow-Private-Network"] == "true"
    assert stranger[0] == 403


def test_two_who_send_the_same_slip_at_once_print_it_once(play):
    there, answers = play(), []
    with helping(there.address) as address:
        threads = [threading.Thread(target=lambda: answers.append(ask(address)[1])) for _one in range(8)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()

    assert there.printed == [b"\x1b@so"]
    assert sorted(one["printed"] for one in answers) == ["before"] * 7 + ["now"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--key", ""], "Give the key"),
        (["--key", "x", "--listen", "0.0.0.0:9101"], "only the browser beside may print"),
    ],
)
def test_the_helper_listens_to_nobody_else(words, said, capsys):
    assert printer.main(["--printer", "/dev/null", "--origin", ORIGIN, *words]) == 1
    assert said in capsys.readouterr().err


def test_the_command_prints(play, tmp_path):
    there = play()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    words = ["--printer", there.address, "--origin", ORIGIN, "--listen", f"127.0.0.1:{port}"]
    env = {**environment(tmp_path), "MOTCUA_PRINT_KEY": KEY, "HOME": os.environ.get("HOME", "/")}
    process = subprocess.Popen([MOTCUA, "print-helper", *words], env=env, stdout=subprocess.PIPE, text=True)
    try:
        said = process.stdout.readline()
        status = ask(("127.0.0.1", port))[0]
    finally:
        process.terminate()
        process.communicate(timeout=10)

    assert said.startswith("Printing on")
    assert status == 200
    assert there.printed == [b"\x1b@so"]
