#!/usr/bin/env python3
"""Take the pictures of the README from a running demo: scripts/screenshots.py http://127.0.0.1:8000"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
PASSWORD = "mot-cua-2026"
CARD = "046189001234||Nguyễn Thị Hoa|13091989|Nữ|Tổ 4, phường Lạc Hồng, tỉnh Hồng Lạc|01072024"


def main(base):
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        visitor = page_of(browser)
        visitor.goto(base)
        visitor.screenshot(path=IMAGES / "portal-home.png")
        clerk = signed_in(browser, base, "tiepnhan")
        clerk.goto(f"{base}/desk/serve")
        fill_intake(clerk)
        clerk.screenshot(path=IMAGES / "desk-serve.png")
        officer = signed_in(browser, base, "thuly")
        officer.goto(f"{base}/cases")
        officer.wait_for_timeout(800)
        officer.screenshot(path=IMAGES / "cases-list.png")
        officer.keyboard.press("o")
        officer.wait_for_load_state("load")
        officer.wait_for_timeout(500)
        officer.screenshot(path=IMAGES / "cases-dossier.png")
        keeper = signed_in(browser, base, "huongtra")
        keeper.goto(f"{base}/ops/reports/fields?centre=huong-tra&start=2021-01-01&to=2021-06-18")
        keeper.screenshot(path=IMAGES / "insight-fields.png")
        browser.close()


def page_of(browser):
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="vi-VN", color_scheme="light"
    )
    return context.new_page()


def signed_in(browser, base, username):
    page = page_of(browser)
    page.goto(f"{base}/sign-in")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state("load")
    return page


def fill_intake(page):
    page.fill("input[name=card]", CARD)
    page.press("input[name=card]", "Enter")
    page.wait_for_timeout(1500)
    page.fill("input[name=phone]", "0912345678")
    page.fill("input[name=query]", "ho kinh doanh")
    page.wait_for_timeout(1500)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_timeout(1500)
    page.keyboard.press("Alt+0")
    page.wait_for_timeout(1500)


if __name__ == "__main__":
    main(sys.argv[1])
