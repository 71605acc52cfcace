"""Digitising a dossier in the browser: a bad file, a good one, pages that differ; with and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.factories import files


@pytest.fixture
def to_scan(page, sign_in):
    """The page of a dossier whose papers wait for their scans."""
    sign_in("tiepnhan")
    page.goto("/desk/scans?days=30")
    page.locator("table.mc-dossiers tbody a").last.click()
    page.wait_for_url("**/scans")
    return page


def give(page, name, content, *, pages):
    """Fill in the form of the first paper that waits, and send it."""
    card = page.locator(".mc-scan-card.is-to_scan, .mc-scan-card.is-differs").first
    form = card.locator("form[data-upload]")
    form.locator("input[name=scans]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    form.locator("input[name=paper_pages]").fill(str(pages))
    form.locator("button").first.click()


def test_a_paper_is_scanned_its_bad_file_refused_and_its_pages_compared(to_scan, faults):
    page = to_scan

    give(page, "hong.pdf", b"khong phai PDF", pages=2)
    expect(page.locator(".mc-errors")).to_be_focused()
    refused = faults()
    give(page, "don.pdf", files.pdf(2), pages=3)
    card = page.locator(".mc-scan-card.is-differs")
    expect(card.locator(".mc-scan-pages img")).to_have_count(2)
    differing = faults()
    card.locator("input[name=difference_reason]").fill("Trang 3 để trống")
    card.locator("input[name=difference_reason]").press("Enter")
    expect(page.locator(".mc-scan-card.is-scanned")).not_to_have_count(0)

    assert page.locator(".mc-scan-card.is-differs").count() == 0
    assert (
        page.locator(".mc-scan-pages img").first.evaluate(
            "image => image.decode().then(() => image.naturalWidth)"
        )
        > 0
    )
    assert refused == differing == faults() == []


@pytest.mark.parametrize("width", [1440], ids=["desk"])
@pytest.mark.parametrize("language", ["vi"])
def test_alt_and_a_digit_choose_the_files_of_that_paper(to_scan):
    page = to_scan
    # The newest dossier may be one that another journey handed in, whose first paper need not be scanned.
    asked = page.locator("[data-choose]").first
    expect(asked).to_be_attached()

    with page.expect_file_chooser() as chosen:
        page.keyboard.press(f"Alt+Digit{asked.get_attribute('data-choose')}")

    assert chosen.value.is_multiple()
