import pytest

from motcua.config import checks


@pytest.mark.parametrize(
    ("address", "findings"),
    [("https://dichvucong.example.vn", []), ("http://127.0.0.1:8000", ["motcua.W001"])],
)
def test_a_deployment_whose_receipts_lead_nowhere_is_warned(settings, address, findings):
    settings.PUBLIC_URL = address

    assert [found.id for found in checks.public_address_is_reachable(None)] == findings


@pytest.mark.parametrize(
    ("is_on_sqlite", "key_files", "findings"),
    [(True, ["secret_key.key"], []), (False, [], []), (False, ["personal_data_key.key"], ["motcua.W002"])],
)
def test_machines_that_share_a_database_are_warned_of_keys_of_their_own(
    settings, tmp_path, is_on_sqlite, key_files, findings
):
    settings.ON_SQLITE, settings.DATA_DIR = is_on_sqlite, tmp_path
    for name in key_files:
        (tmp_path / name).touch()

    assert [found.id for found in checks.keys_are_the_same_everywhere(None)] == findings


@pytest.mark.parametrize(("folder", "findings"), [("", []), (".", []), ("missing", ["motcua.W003"])])
def test_a_folder_of_scanners_that_cannot_be_used_is_named(settings, tmp_path, folder, findings):
    settings.SCANNER_FOLDER = str(tmp_path / folder) if folder else ""

    assert [found.id for found in checks.folder_of_scanners_can_be_used(None)] == findings
