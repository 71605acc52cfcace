#!/usr/bin/env python3
"""Take the pictures of the README from a running demo: scripts/screenshots.py http://127.0.0.1:8000

In office hours, with a day in the hall beside it: motcua hall play --quiet
"""

import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
PASSWORD = "mot-cua-2026"
# So many take a number before the hall is pictured: an empty one shows little.
COMERS = 30
CARD = "046189001234||Nguyễn Thị Hoa|13091989|Nữ|Tổ 4, phường Lạc Hồng, tỉnh Hồng Lạc|01072024"


def main(base):
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        visitor = page_of(browser)
        visitor.goto(base)
        take(visitor, "portal-home")
        clerk = signed_in(browser, base, "tiepnhan")
        clerk.goto(f"{base}/desk/serve")
        fill_intake(clerk)
        take(clerk, "desk-serve")
        officer = signed_in(browser, base, "thuly")
        officer.goto(f"{base}/cases")
        officer.wait_for_timeout(800)
        take(officer, "cases-list")
        officer.keyboard.press("o")
        officer.wait_for_load_state("load")
        officer.wait_for_timeout(500)
        take(officer, "cases-dossier")
        keeper = signed_in(browser, base, "huongtra")
        keeper.goto(f"{base}/ops/reports/fields?centre=huong-tra&start=2021-01-01&to=2021-06-18")
        take(keeper, "insight-fields")
        show_hall(browser, base)
        browser.close()


def show_hall(browser, base):
    supervisor = signed_in(browser, base, "giamsat")
    board = page_of(browser, width=1920, height=1080, scale=0.75)
    let_in(board, supervisor, base, "/board", name="Sảnh chính", screen="serving")
    kiosk = page_of(browser, width=1080, height=1920, scale=0.5)
    let_in(kiosk, supervisor, base, "/kiosk", name="Cột cạnh cửa", screen="kiosk")
    take(kiosk, "kiosk-home")
    home = kiosk.url
    for number in range(COMERS):
        kiosk.goto(f"{home}/ticket")
        groups = kiosk.locator(".mc-kiosk-group:not([disabled])")
        groups.nth(number % groups.count()).click()
        kiosk.wait_for_url("**/ticket/*")
    board.wait_for_timeout(3000)
    take(board, "board-serving")
    supervisor.goto(f"{base}/ops/hall")
    supervisor.wait_for_timeout(1500)
    take(supervisor, "insight-hall")
    supervisor.goto(f"{base}/ops/hall/staffing")
    supervisor.uncheck("input[name=o4][value='0']")
    supervisor.check("input[name=o14][value='0']")
    supervisor.click("button[name=run]")
    supervisor.locator("#staffing-waits").scroll_into_view_if_needed()
    supervisor.evaluate("document.querySelector('#staffing-waits').scrollIntoView()")
    take(supervisor, "insight-staffing")


def let_in(machine, manager, base, address, *, name, screen):
    """Show the code of a machine, and let the manager type it in."""
    machine.goto(f"{base}{address}")
    machine.locator("form button").click()
    code = machine.locator(".mc-register-code").inner_text()
    manager.goto(f"{base}/admin/devices")
    manager.fill("[name=code]", code)
    manager.fill("[name=name]", name)
    manager.select_option("[name=screen]", screen)
    manager.locator("form:has([name=code]) button").click()
    machine.wait_for_url(f"**{address}/*")


def take(page, name):
    """Write a picture in 256 colours: a quarter of its weight."""
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, kmeans=2).save(
            path, optimize=True
        )


def page_of(browser, *, width=1440, height=900, scale=1):
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=scale,
        locale="vi-VN",
        color_scheme="light",
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
