// The service menu of a kiosk: its clock against the server's, the network, the stream, a test of the voice.
// Written for old Chromium (ES2017).
"use strict";

(function () {
  const body = document.body;
  const RIGHT_WITHIN = 2, STREAM_WAITS = 8000;

  function tell(place, how, count) {
    place.textContent = place.dataset[how].replace("{n}", String(count));
  }

  // The page was written by the server a moment ago; half of the trip there and back is allowed for.
  const gap = document.querySelector("[data-clock-gap]"), network = document.querySelector("[data-network]");
  const from = performance.now();
  hall.reach(body.dataset.seq, { cache: "no-store" }).then(function () {
    const trip = performance.now() - from;
    tell(network, "up", Math.round(trip));
    const seconds = Math.round((Date.now() - hall.now() - trip / 2) / 1000);
    tell(gap, Math.abs(seconds) <= RIGHT_WITHIN ? "right" : seconds > 0 ? "fast" : "slow", Math.abs(seconds));
  }).catch(function () {
    tell(network, "down", 0);
    hall.lost();
  });

  if (body.dataset.stream && typeof EventSource !== "undefined") {
    const place = document.querySelector("[data-streaming]"), source = new EventSource(body.dataset.stream);
    const late = setTimeout(function () { end("down"); }, STREAM_WAITS);
    const end = function (how) {
      clearTimeout(late);
      source.close();
      tell(place, how, 0);
    };
    source.addEventListener("open", function () { end("up"); });
    source.addEventListener("error", function () { end("down"); });
  }

  // It speaks from the touch itself: a page that was only just opened may make no sound.
  const sound = document.querySelector("form[data-sound]"), said = document.querySelector("[data-sound-said]");
  sound.addEventListener("submit", function (event) {
    event.preventDefault();
    tell(said, "on", 0);
    voice.stop();
    voice.say(sound.dataset.words, document.documentElement.lang, [sound.dataset.clip]).then(
      function () { tell(said, "end", 0); }, function () { tell(said, "none", 0); }
    );
    hall.reach(sound.action, { method: "POST", body: new URLSearchParams(new FormData(sound)), credentials: "same-origin" })
      .catch(hall.lost);
  });
  addEventListener("pagehide", voice.stop);
})();
