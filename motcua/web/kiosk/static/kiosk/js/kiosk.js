// The kiosk: one tap is one number, nobody's choices stay for the next one. Written for old Chromium (ES2017).
"use strict";

(function () {
  const body = document.body;
  const NETWORK_TRIES = 40;
  const WARN_SECONDS = 15;
  const SCAN_GAP = 300, SHORTEST_SCAN = 4;

  // Moving to another page: only when it answers, so that the browser's own page of errors is never seen.
  let leaving = false;
  function go(address, retries) {
    if (leaving) return;
    leaving = true;
    wipe();
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
  // A number of somebody's is gone from the screen before the page is, even where there is no network to leave by.
  function wipe() {
    document.querySelectorAll("[data-wiped]").forEach(function (one) { one.value = ""; });
  }
  addEventListener("pagehide", wipe);
  document.addEventListener("click", function (event) {
    const link = event.target.closest && event.target.closest("a[data-go]");
    if (!link) return;
    event.preventDefault();
    go(link.href, 2);
  });

  // Which button of a form was tapped; the event of old browsers does not say it.
  let tapped = null;
  document.addEventListener("click", function (event) {
    tapped = event.target.closest ? event.target.closest("button[name]") : null;
  });
  function said(form) {
    const typed = new FormData(form);
    if (tapped && tapped.form === form) typed.set(tapped.name, tapped.value);
    return typed;
  }

  // A tap that is one act (a number, a rating, a call): sent until it is answered; it is the same act however often.
  document.querySelectorAll("form[data-issue], form[data-send]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      if (leaving || form.dataset.sent) return;
      form.dataset.sent = "yes";
      const busy = document.querySelector("[data-busy]");
      if (busy) busy.hidden = false;
      if (tapped) tapped.classList.add("is-tapped");
      send(form, said(form), NETWORK_TRIES);
    });
  });
  // Other forms lead to their page by themselves, when there is a network to lead there.
  document.querySelectorAll("form[data-once], form[data-ask]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      if (leaving || form.dataset.sent) return;
      form.dataset.sent = "yes";
      const chosen = tapped && tapped.form === form ? tapped : null;
      hall.reach(body.dataset.seq, { cache: "no-store" }).then(function () {
        hall.found();
        if (chosen) {
          const value = document.createElement("input");
          value.type = "hidden";
          value.name = chosen.name;
          value.value = chosen.value;
          form.appendChild(value);
        }
        leaving = true;
        form.submit();
      }).catch(function () { delete form.dataset.sent; hall.lost(); });
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

  // The first page invites whoever passes by; the touch that wakes it chooses nothing.
  const attract = document.querySelector("[data-attract]");
  if (attract) {
    attract.addEventListener("click", function () { attract.hidden = true; });
    setInterval(function () {
      if (performance.now() - idleFrom > 1000 * Number(attract.dataset.attract)) attract.hidden = false;
    }, 1000);
  }

  // What may change while one looks at it stays true: the waits of the first page, whether somebody comes.
  if (document.querySelector("[data-live]")) {
    hall.follow(body.dataset.follow || body.dataset.home, function (text) {
      const page = new DOMParser().parseFromString(text, "text/html");
      document.querySelectorAll("[data-live]").forEach(function (place) {
        const said = page.querySelector('[data-live="' + place.dataset.live + '"]');
        if (said && said.innerHTML !== place.innerHTML) place.innerHTML = said.innerHTML;
      });
    });
  }

  // A phone number as people read it, 0912 345 678, and no longer than one is.
  const PHONE_DIGITS = 10;
  function group(one) {
    if (!("grouped" in one.dataset)) return;
    const digits = one.value.replace(/\D/g, "").slice(0, PHONE_DIGITS);
    one.value = [digits.slice(0, 4), digits.slice(4, 7), digits.slice(7)].join(" ").trim();
  }
  document.querySelectorAll("[data-grouped]").forEach(function (one) {
    one.addEventListener("input", function () { group(one); });
    group(one);
  });

  // Keys on the screen write into the field one touched last.
  const fields = Array.from(document.querySelectorAll("form input:not([type=hidden]):not([type=radio]):not([type=checkbox])"));
  let field = fields[0] || null;
  if (field) field.focus();
  fields.forEach(function (one) {
    one.addEventListener("focus", function () { field = one; });
  });
  document.querySelectorAll("[data-key]").forEach(function (key) {
    key.addEventListener("click", function () {
      if (!field) return;
      const before = key.dataset.key === "all" ? "" : field.value;
      field.value = key.dataset.key.length > 1 ? before.slice(0, -1) : before + key.dataset.key;
      group(field);
      field.focus();
    });
  });

  // A scanner types: what comes fast and ends with Enter while no field is there is read as a code.
  const scanned = document.querySelector("form[data-scan]");
  let typing = "", typedAt = 0;
  if (scanned) {
    document.addEventListener("keydown", function (event) {
      const now = performance.now();
      if (now - typedAt > SCAN_GAP) typing = "";
      typedAt = now;
      if (event.key.length === 1) typing += event.key;
      if (event.key !== "Enter" || typing.length < SHORTEST_SCAN) return;
      event.preventDefault();
      scanned.querySelector("[name=typed]").value = typing;
      typing = "";
      tapped = null;
      scanned.dispatchEvent(new Event("submit", { cancelable: true }));
    });
  }

  // Everything one taps in the lower half: for whoever sits. A cookie, so that the next page comes like this at once.
  const reach = document.querySelector("[data-reach]");
  reach.addEventListener("click", function () {
    const isLow = document.documentElement.classList.toggle("is-low");
    reach.setAttribute("aria-pressed", String(isLow));
    document.cookie = "reach=" + (isLow ? "low" : "; max-age=0") + "; path=/kiosk; samesite=lax";
  });

  document.addEventListener("contextmenu", function (event) { event.preventDefault(); });
})();
