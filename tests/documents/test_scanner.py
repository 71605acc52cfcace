"""The folder scanners write into: what waits, what is left alone, who gets a file, where it goes."""

import os
from datetime import timedelta

import pytest

from motcua.base.errors import Refused
from motcua.documents import scanner
from tests.factories import MORNING, files

NOW = MORNING


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SCANNER_FOLDER = str(tmp_path)
    (tmp_path / "lac-hong" / "quay-3").mkdir(parents=True)
    return tmp_path / "lac-hong"


def written(path, *, content=b"%PDF-", seconds=60):
    path.write_bytes(content)
    moment = (NOW - timedelta(seconds=seconds)).timestamp()
    os.utime(path, (moment, moment))
    return path


def names(centre="lac-hong"):
    return [(one.counter, one.name) for one in scanner.waiting(centre, now=NOW)]


def test_files_of_the_centre_and_of_its_counters_wait_newest_first(folder):
    written(folder / "a.pdf", seconds=60)
    written(folder / "quay-3" / "b.pdf", seconds=30)

    assert names() == [("quay-3", "b.pdf"), ("", "a.pdf")]


@pytest.mark.parametrize("seconds", [0, 4, -3])
def test_a_file_still_being_written_is_left_alone(folder, seconds):
    written(folder / "a.pdf", seconds=seconds)

    assert names() == []


@pytest.mark.parametrize("name", [".a.pdf", "a.pdf.part", "a.tmp", "a.pdf~"])
def test_drafts_of_programs_are_left_alone(folder, name):
    written(folder / name)

    assert names() == []


def test_an_empty_file_and_a_link_are_left_alone(folder, tmp_path):
    written(folder / "a.pdf", content=b"")
    secret = written(tmp_path / "secret_key.key")
    (folder / "b.pdf").symlink_to(secret)
    (folder / "quay-4").symlink_to(tmp_path)

    assert names() == []


def test_files_of_another_centre_are_not_seen(folder):
    written(folder / "a.pdf")

    assert names("xa-khac") == []


def test_without_a_folder_nothing_waits(settings):
    settings.SCANNER_FOLDER = ""

    assert names() == []


def test_a_file_that_was_assigned_leaves_the_folder_and_goes_a_day_later(folder):
    written(folder / "quay-3" / "a.pdf", content=files.pdf())
    (one,) = scanner.waiting("lac-hong", now=NOW)

    with scanner.claimed(one) as path:
        seen = path.read_bytes()
    kept = list((folder / "quay-3" / ".assigned").iterdir())
    removed = scanner.clear(at=NOW + timedelta(days=36500))

    assert seen == files.pdf()
    assert names() == []
    assert len(kept) == 1
    assert removed == 1


def test_a_file_comes_back_when_assigning_it_fails(folder):
    written(folder / "a.pdf")
    (one,) = scanner.waiting("lac-hong", now=NOW)

    with pytest.raises(Refused), scanner.claimed(one):
        raise Refused("Tệp bị hỏng")

    assert names() == [("", "a.pdf")]


def test_what_a_crash_held_waits_again_later(folder):
    (folder / ".claimed").mkdir()
    written(folder / ".claimed" / "abc.pdf")

    scanner.clear(at=NOW + timedelta(days=36500))

    assert names() == [("", "abc.pdf")]


def test_two_clerks_do_not_get_the_same_file(folder):
    written(folder / "a.pdf")
    (one,) = scanner.waiting("lac-hong", now=NOW)

    with scanner.claimed(one), pytest.raises(Refused, match="Người khác vừa lấy"), scanner.claimed(one):
        pass


def test_a_file_written_anew_is_not_the_one_that_was_chosen(folder):
    path = written(folder / "a.pdf")
    (one,) = scanner.waiting("lac-hong", now=NOW)
    written(path, content=b"%PDF-1.7 khac")

    with pytest.raises(Refused, match="không còn chờ"):
        scanner.find("lac-hong", one.key, now=NOW)
