// Search by voice, only where the browser understands the language on the machine itself: a public machine sends
// nobody's voice to a vendor. Written for old Chromium (ES2017), which has none of it and shows no key.
"use strict";

(function () {
  const key = document.querySelector("[data-hear]");
  const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
  // A browser that does not know `processLocally` would ignore it, and send the voice away.
  if (!Recognition || typeof Recognition.available !== "function" || !("processLocally" in Recognition.prototype)) return;

  const form = key.form, field = form.querySelector("[name=q]"), heard = form.querySelector("[name=heard]");
  const said = document.querySelector("[data-hear-said]");
  const language = document.documentElement.lang === "en" ? "en-US" : "vi-VN";
  const LONGEST = 10000;
  // What the browser calls it, and what is said of it; whatever else goes wrong is said to be so.
  const WORDS = {
    "no-speech": "nothing", "not-allowed": "denied", "service-not-allowed": "denied", "audio-capture": "denied"
  };
  let listening = null, late = 0;

  function tell(how, text) {
    said.hidden = false;
    said.querySelector("span").textContent = said.dataset[how].replace("{text}", text || "");
    said.classList.toggle("is-soon", how !== "listening" && how !== "heard");
  }
  function show(is) {
    key.setAttribute("aria-pressed", String(is));
    key.querySelector("[data-hear-off]").hidden = is;
    key.querySelector("[data-hear-on]").hidden = !is;
  }
  // Nothing that is heard from now on is used.
  function stop() {
    clearTimeout(late);
    const former = listening;
    listening = null;
    show(false);
    if (former) former.abort();
  }
  function give(how) {
    stop();
    tell(how);
  }
  function listen() {
    const mine = new Recognition();
    mine.lang = language;
    mine.processLocally = true;
    mine.continuous = false;
    mine.interimResults = false;
    mine.addEventListener("result", function (event) {
      if (mine !== listening) return;
      const text = event.results[0][0].transcript.replace(/[.?!]+\s*$/, "").trim().slice(0, field.maxLength);
      if (!text) { give("nothing"); return; }
      stop();
      tell("heard", text);
      field.value = text;
      heard.disabled = false;
      form.dispatchEvent(new Event("submit", { cancelable: true }));
    });
    mine.addEventListener("error", function (event) {
      if (mine === listening) give(WORDS[event.error] || "failed");
    });
    ["nomatch", "end"].forEach(function (name) {
      mine.addEventListener(name, function () { if (mine === listening) give("nothing"); });
    });
    listening = mine;
    late = setTimeout(function () { give("nothing"); }, LONGEST);
    show(true);
    tell("listening");
    try { mine.start(); } catch (error) { give("failed"); }
  }

  key.addEventListener("click", function () {
    voice.stop();
    if (listening) give("ended");
    else listen();
  });
  // Whoever touches anything else is not speaking to the search any more: help, another page, reading aloud, the keys.
  document.addEventListener("click", function (event) {
    const other = event.target.closest && event.target.closest("a, button");
    if (listening && other && other !== key) give("ended");
  }, true);
  document.addEventListener("visibilitychange", function () { if (document.hidden && listening) give("ended"); });
  addEventListener("pagehide", stop);

  // Only what is there already: a machine in a hall fetches no language by itself.
  Promise.resolve().then(function () {
    return Recognition.available({ langs: [language], processLocally: true });
  }).then(function (state) { key.hidden = state !== "available"; }, function () { key.hidden = true; });
})();
