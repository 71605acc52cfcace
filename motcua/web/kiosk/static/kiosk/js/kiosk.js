// The kiosk: one tap is one number, nobody's choices stay for the next one. Written for old Chromium (ES2017).
"use strict";

(function () {
  const body = document.body;
  const NETWORK_TRIES = 40;
  const WARN_SECONDS = 15;

  // Moving to another page: only when it answers, so that the browser's own page of errors is never seen.
  let leaving = false;
  function go(address, retries) {
    if (leaving) return;
    leaving = true;
    const attempt = function (left) {
      hall.reach(address, { credentials: "same-origin", cache: "no-store", redirect: "follow" })
        .then(function () { hall.found(); location.replace(address); })
        .catch(function () {
          hall.lost();
          if (left > 0) setTimeout(function () { attempt(left - 1); }, 3000);
          else leaving = false;
        });
    };
    attempt(retries);
  }
  document.addEventListener("click", function (event) {
    const link = event.target.closest && event.target.closest("a[data-go]");
    if (!link) return;
    event.preventDefault();
    go(link.href, 2);
  });

  // A tap on a group: sent until it is answered; the key in the form makes all of it one number.
  document.querySelectorAll("form[data-issue]").forEach(function (form) {
    let tapped = null;
    form.addEventListener("click", function (event) {
      const button = event.target.closest("button[name=group]");
      if (button) tapped = button;
    });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      if (leaving || form.dataset.sent) return;
      form.dataset.sent = "yes";
      const busy = document.querySelector("[data-busy]");
      if (busy) busy.hidden = false;
      if (tapped) tapped.classList.add("is-tapped");
      const said = new FormData(form);
      if (tapped) said.set("group", tapped.value);
      send(form, said, NETWORK_TRIES);
    });
  });
  function send(form, said, left) {
    hall.reach(form.action || location.href, {
      method: "POST", body: new URLSearchParams(said), credentials: "same-origin", cache: "no-store"
    }).then(function (answer) {
      hall.found();
      if (answer.redirected) { leaving = true; location.replace(answer.url); return; }
      go(body.dataset.fresh, 1000);
    }).catch(function () {
      hall.lost();
      if (left > 0) setTimeout(function () { send(form, said, left - 1); }, 1500);
      else go(body.dataset.fresh, 1000);
    });
  }

  // Nobody there: count down where everybody sees it, then back to the start with everything wiped.
  const idleSeconds = Number(body.dataset.idle || 0);
  const box = document.querySelector("[data-idle-box]");
  const isDone = "done" in body.dataset;
  let idleFrom = performance.now();
  function touched() {
    if (!isDone) idleFrom = performance.now();
    if (box && !isDone) box.hidden = true;
  }
  ["pointerdown", "touchstart", "keydown", "click"].forEach(function (name) {
    document.addEventListener(name, touched, true);
  });
  if (idleSeconds) {
    setInterval(function () {
      const left = Math.max(0, Math.ceil(idleSeconds - (performance.now() - idleFrom) / 1000));
      document.querySelectorAll("[data-idle-left]").forEach(function (place) { place.textContent = left; });
      if (left === 0) go(body.dataset.fresh, 1000);
      else if (!isDone && left <= WARN_SECONDS && box && box.hidden) {
        box.hidden = false;
        box.querySelector("[data-stay]").focus();
      }
    }, 500);
  }

  // The waits of the first page stay true while nobody touches it.
  if (document.querySelector("[data-live]")) {
    hall.follow(body.dataset.home, function (text) {
      const page = new DOMParser().parseFromString(text, "text/html");
      document.querySelectorAll("[data-live]").forEach(function (place) {
        const said = page.querySelector('[data-live="' + place.dataset.live + '"]');
        if (said && said.innerHTML !== place.innerHTML) place.innerHTML = said.innerHTML;
      });
    });
  }

  // Keys on the screen write into the field one touched last.
  const fields = Array.from(document.querySelectorAll("form input:not([type=hidden]):not([type=radio])"));
  let field = fields[0] || null;
  if (field) field.focus();
  fields.forEach(function (one) {
    one.addEventListener("focus", function () { field = one; });
  });
  document.querySelectorAll("[data-key]").forEach(function (key) {
    key.addEventListener("click", function () {
      if (!field) return;
      field.value = key.dataset.key === "back" ? field.value.slice(0, -1) : field.value + key.dataset.key;
      field.focus();
    });
  });

  // The slip comes out once, after the number is in the book; coming back to the page prints nothing.
  const slip = body.dataset.print;
  if (slip && sessionStorage.getItem("printed") !== slip) {
    sessionStorage.setItem("printed", slip);
    addEventListener("load", function () { print(); });
  }

  document.addEventListener("contextmenu", function (event) { event.preventDefault(); });
})();
