"""What a kiosk does besides numbers on paper: a number by SMS, the service menu, a search by voice."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import faults_on
from tests.journeys.hall.conftest import let_in, small_targets

_TEXTED = """
from motcua.notifications.models import Notice
print("MADE", *Notice.objects.filter(unit__code="CODE").values_list("address", flat=True))
"""


def test_a_number_goes_to_the_phone_that_was_typed_on_the_screen(hall, manager, browsers):
    kiosk = browsers(1080, 1920, has_touch=True)
    let_in(kiosk, manager, "/kiosk", name="Cột cạnh cửa", screen="kiosk")
    kiosk.locator(".mc-kiosk-hero").tap()
    kiosk.locator(".mc-kiosk-group").first.tap()
    kiosk.locator("[data-instead]").tap()
    kiosk.wait_for_url(re.compile("/text$"))
    field = kiosk.locator("#phone")

    def types(keys):
        for key in keys:
            kiosk.locator(f"[data-key='{key}']").tap()

    types("09123456")
    expect(field).to_have_value("0912 345 6")
    kiosk.locator("form .is-main").tap()
    expect(kiosk.locator("#phone-error")).to_be_visible()
    expect(field).to_have_value("0912 345 6")
    assert (faults_on(kiosk), small_targets(kiosk)) == ([], [])
    tops = kiosk.locator("main a, main button, main input:not([type=hidden])").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().top)"
    )
    assert min(tops) > 1920 * 0.2
    types("78999")
    expect(field).to_have_value("0912 345 678")
    kiosk.locator("form .is-main").tap()
    kiosk.wait_for_url(re.compile("texted$"))
    expect(kiosk.locator(".mc-kiosk-note.is-done")).to_be_visible()
    assert faults_on(kiosk) == []
    assert hall(_TEXTED) == ["0912345678"]

    # What somebody typed is gone as soon as the page is left, also where there is no network to leave by.
    kiosk.locator("[data-instead]").tap()
    kiosk.wait_for_url(re.compile("/text$"))
    types("0987")
    kiosk.context.set_offline(True)
    kiosk.locator("main > a").tap()
    expect(field).to_have_value("")


def test_a_service_card_opens_the_menu_of_the_kiosk_and_shuts_it(hall, manager, browsers, language):
    kiosk = browsers(1080, 1920, has_touch=True)
    let_in(kiosk, manager, "/kiosk", name="Cột cạnh cửa", screen="kiosk")
    home = kiosk.url
    manager.goto("/admin/devices")
    manager.locator("#id_holder").select_option(index=1)
    manager.locator("form:has(#id_holder) button").click()
    number = manager.locator(".mc-service-card .num").inner_text()
    assert faults_on(manager) == []

    def scans(typed):
        # The words of the page come with its scripts: what a scanner types before they run is heard by nobody.
        kiosk.wait_for_load_state("load")
        kiosk.keyboard.type(typed)
        kiosk.keyboard.press("Enter")

    scans("0" * 24)
    expect(kiosk.locator("main [role=alert]")).to_be_visible()
    assert (faults_on(kiosk), small_targets(kiosk)) == ([], [])
    kiosk.goto(home)
    scans(number.replace(" ", ""))
    kiosk.wait_for_url(re.compile("/service$"))
    expect(kiosk.locator("[data-clock-gap]")).to_have_text(
        "Khớp với máy chủ" if language == "vi" else "As the server's"
    )
    expect(kiosk.locator("[data-streaming]")).to_have_text("Đang nhận" if language == "vi" else "Received")
    assert (faults_on(kiosk), small_targets(kiosk)) == ([], [])
    with kiosk.expect_request(lambda request: request.method == "POST" and request.url.endswith("/service")):
        kiosk.locator("[data-sound] button").tap()
    kiosk.locator("[value=attract]").tap()
    expect(kiosk.locator("[data-attract]")).to_be_visible()
    kiosk.goto(f"{home}/service")
    kiosk.wait_for_url(re.compile(r"/kiosk/\d+$"))


# A browser that understands a language on the device: the page's script is not ours to change, the browser is.
_HEARS = """
    class Recognition extends EventTarget {
        constructor() { super(); window.recognition = this; this.local = null; }
        get processLocally() { return this.local; }
        set processLocally(is) { this.local = is; }
        start() { window.started = (window.started || 0) + 1; }
        abort() { window.aborted = (window.aborted || 0) + 1; }
        static available(asked) { window.asked = asked; return Promise.resolve("STATE"); }
    }
    window.hears = function (text) {
        const event = new Event("result");
        event.results = [[{ transcript: text }]];
        window.recognition.dispatchEvent(event);
        window.recognition.dispatchEvent(new Event("end"));
    };
    window.fails = function (name) {
        const event = new Event("error");
        event.error = name;
        window.recognition.dispatchEvent(event);
    };
    delete window.webkitSpeechRecognition;
    window.SpeechRecognition = Recognition;
"""


def at_the_procedures(hall, manager, browsers, script):
    kiosk = browsers(1080, 1920, has_touch=True)
    let_in(kiosk, manager, "/kiosk", name="Cột cạnh cửa", screen="kiosk")
    kiosk.add_init_script(script)
    kiosk.goto(f"{kiosk.url}/procedures")
    return kiosk


def test_a_procedure_is_searched_by_voice_that_stays_on_the_machine(hall, manager, browsers, language):
    kiosk = at_the_procedures(hall, manager, browsers, _HEARS.replace("STATE", "available"))
    key, said = kiosk.locator("[data-hear]"), kiosk.locator("[data-hear-said]")
    tag, heard = ("vi-VN", "Đã nghe: khai sinh") if language == "vi" else ("en-US", "Heard: khai sinh")
    expect(key).to_be_visible()
    assert kiosk.evaluate("window.asked") == {"langs": [tag], "processLocally": True}
    assert (faults_on(kiosk), small_targets(kiosk)) == ([], [])

    key.tap()
    expect(key).to_have_attribute("aria-pressed", "true")
    expect(said).to_have_text(re.compile("Đang nghe" if language == "vi" else "Listening"))
    assert kiosk.evaluate("[recognition.lang, recognition.processLocally, started]") == [tag, True, 1]
    assert (faults_on(kiosk), small_targets(kiosk)) == ([], [])
    for name, words in (
        ("no-speech", ("Không nghe được gì", "Nothing was heard")),
        ("not-allowed", ("không cho dùng micrô", "does not allow the microphone")),
        ("network", ("chưa nghe được", "cannot listen")),
    ):
        kiosk.evaluate("name => fails(name)", name)
        expect(said).to_contain_text(words[language == "en"])
        expect(key).to_have_attribute("aria-pressed", "false")
        key.tap()
    kiosk.evaluate("hears('khai sinh.')")
    kiosk.wait_for_url(re.compile("heard=yes"))
    expect(said).to_have_text(heard)
    expect(kiosk.locator("#q")).to_have_value("khai sinh")
    assert faults_on(kiosk) == []

    # Whoever calls for help is not listened to any more.
    key.tap()
    expect(key).to_have_attribute("aria-pressed", "true")
    kiosk.context.set_offline(True)
    kiosk.locator("footer a").last.tap()
    expect(key).to_have_attribute("aria-pressed", "false")
    assert kiosk.evaluate("aborted") == 1


@pytest.mark.parametrize("language", ["vi"])
@pytest.mark.parametrize(
    "script",
    [
        "delete window.SpeechRecognition; delete window.webkitSpeechRecognition;",
        "window.SpeechRecognition = class { start() { window.started = 1; } };",
        _HEARS.replace("STATE", "downloadable"),
        _HEARS.replace("STATE", "available")
        .replace("processLocally()", "other()")
        .replace("processLocally(", "other("),
    ],
    ids=["none", "old", "not there yet", "cloud only"],
)
def test_where_a_voice_would_leave_the_machine_there_is_no_key_and_no_error(hall, manager, browsers, script):
    kiosk = at_the_procedures(hall, manager, browsers, script)

    kiosk.wait_for_timeout(500)

    expect(kiosk.locator("[data-hear]")).to_be_hidden()
    expect(kiosk.locator("[data-hear-said]")).to_be_hidden()
