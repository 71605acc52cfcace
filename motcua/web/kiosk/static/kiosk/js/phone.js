// The ticket on the phone: what changed is shown, and being called is seen, heard and felt.
"use strict";

(function () {
  const page = document.querySelector("[data-follow]");
  const shown = document.querySelector("[data-shown]");
  const title = document.title;
  let rings = false;

  function part(root, name) { return root.querySelector('[data-part="' + name + '"]'); }
  function state() { return part(shown, "place").dataset.state; }

  function swap(text) {
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const before = state(), place = part(shown, "place"), acts = part(shown, "acts");
    const newPlace = part(fresh, "place"), newActs = part(fresh, "acts");
    if (!newPlace) return;
    if (place.innerHTML !== newPlace.innerHTML) place.innerHTML = newPlace.innerHTML;
    place.className = newPlace.className;
    place.dataset.state = newPlace.dataset.state;
    if (acts.dataset.key !== newActs.dataset.key) {
      acts.innerHTML = newActs.innerHTML;
      acts.dataset.key = newActs.dataset.key;
    }
    if (state() === "called" && before !== "called") called();
    if (state() !== "called") document.title = title;
  }

  let blinking = 0;
  function called() {
    const words = part(shown, "place").querySelector(".mc-ticket-go").textContent.trim();
    clearInterval(blinking);
    let on = false;
    blinking = setInterval(function () {
      on = !on && state() === "called";
      document.title = on ? words : title;
      if (state() !== "called") clearInterval(blinking);
    }, 1000);
    scrollTo(0, 0);
    if (rings) {
      bells.ring().then(bells.ring).catch(function () {});
      if (navigator.vibrate) navigator.vibrate([500, 200, 500, 200, 500]);
    }
  }

  hall.follow(page.dataset.follow, swap, function (event) {
    // Somebody is called again: the same state, and yet something to hear.
    if (event.code === page.dataset.code && event.kind === "recalled") called();
    // A number given to somebody else moves nobody who waits already.
    return event.kind !== "issued";
  });

  const ring = document.querySelector("[data-ring]");
  if (ring) {
    ring.hidden = false;
    ring.addEventListener("click", function () {
      rings = true;
      ring.querySelector("[data-ring-off]").hidden = true;
      ring.querySelector("[data-ring-on]").hidden = false;
      ring.disabled = true;
      bells.ring().catch(function () {});
      if (navigator.vibrate) navigator.vibrate(200);
    });
  }
})();
