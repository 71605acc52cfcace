// Pages that follow the hall: told by the stream when it moves, else they ask; the last state stays when the
// network goes, and says since when. Written for old Chromium (ES2017).
"use strict";

const hall = (function () {
  const body = document.querySelector("[data-seq]") || document.body;
  const ASK_SECONDS = 3, REFRESH_SECONDS = 30, AGAIN_SECONDS = 5, SLOWEST = 8000, LEAST_GAP = 900;
  const MOST_SECONDS = 30;
  const listeners = [];
  let lostAt = 0, lostTimes = 0, askAt = 0, tag = "", last = -LEAST_GAP, waiting = null, streaming = false;

  // The clock of the server: a clock set wrong on the device changes nothing.
  const serverNow = Number(body.dataset.now || Date.now());
  const from = performance.now();
  let offset = serverNow - from;
  function now() { return offset + performance.now(); }
  function clock(moment) {
    return new Date(moment).toLocaleTimeString("vi-VN", {
      hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Ho_Chi_Minh"
    });
  }
  function tick() {
    document.querySelectorAll("[data-clock]").forEach(function (place) {
      const text = clock(now());
      if (place.textContent !== text) place.textContent = text;
    });
  }
  setInterval(tick, 1000);
  tick();

  function reach(address, options) {
    return new Promise(function (resolve, reject) {
      const late = setTimeout(function () { reject(new Error("late")); }, SLOWEST);
      fetch(address, options).then(function (answer) {
        clearTimeout(late);
        if (answer.status >= 500) reject(new Error(String(answer.status)));
        else resolve(answer);
      }, function (error) { clearTimeout(late); reject(error); });
    });
  }

  function lost() {
    if (!lostAt) lostAt = now();
    streaming = false;
    // The longer it lasts the more rarely it is tried, each page at moments of its own: whoever comes back finds no crowd.
    lostTimes += 1;
    askAt = performance.now() + 1000 * Math.min(ASK_SECONDS * Math.pow(2, lostTimes), MOST_SECONDS) * (0.75 + Math.random() / 2);
    if (source) { source.close(); source = null; }
    document.querySelectorAll("[data-lost-at]").forEach(function (place) { place.textContent = clock(lostAt); });
    document.querySelectorAll("[data-lost]").forEach(function (place) { place.hidden = false; });
  }
  function found() {
    if (lostAt) listen();
    lostAt = lostTimes = askAt = 0;
    document.querySelectorAll("[data-lost]").forEach(function (place) { place.hidden = true; });
  }

  // What the page shows anew: at most once in a while, however much happens.
  let address = "", swapped = null, asking = false, askAgain = false;
  function refresh() {
    if (!address) return;
    const gap = LEAST_GAP - (performance.now() - last);
    if (waiting) return;
    if (gap > 0) { waiting = setTimeout(function () { waiting = null; refresh(); }, gap); return; }
    if (asking) { askAgain = true; return; }
    asking = true;
    last = performance.now();
    reach(address, { credentials: "same-origin", cache: "no-cache" }).then(function (answer) {
      if (answer.redirected || answer.status === 404) { location.reload(); return null; }
      return answer.ok ? answer.text() : null;
    }).then(function (text) {
      found();
      if (text !== null) swapped(text);
    }).catch(lost).then(function () {
      asking = false;
      if (askAgain) { askAgain = false; refresh(); }
    });
  }

  // Events of one day follow its number; those of the next day come after all of them.
  function order(id) {
    const parts = id.split("-");
    return Number(parts[0]) * 1000000 + Number(parts[1] || 0);
  }
  function moved(event) {
    listeners.forEach(function (listen) { listen(event); });
  }

  // The stream; when there is none, or it is away, a tiny question every few seconds.
  let source = null;
  function listen() {
    if (source || !address || !body.dataset.stream || typeof EventSource === "undefined") return;
    source = new EventSource(body.dataset.stream);
    const mine = source;
    source.addEventListener("open", function () { streaming = true; });
    source.addEventListener("hall", function (event) {
      streaming = true;
      const told = JSON.parse(event.data);
      told.order = order(event.lastEventId);
      moved(told);
    });
    source.addEventListener("error", function () {
      streaming = false;
      if (mine === source && mine.readyState === EventSource.CLOSED) {
        source = null;
        setTimeout(listen, AGAIN_SECONDS * 1000 * (1 + Math.random()));
      }
    });
  }
  function ask() {
    if (streaming || !body.dataset.seq || performance.now() < askAt) return;
    reach(body.dataset.seq, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" })
      .then(function (answer) {
        found();
        const seen = answer.headers.get("ETag");
        if (answer.status !== 304 && seen !== tag) {
          const isFirst = tag === "";
          tag = seen;
          if (!isFirst) moved({});
        }
      })
      .catch(lost);
  }

  return {
    now: now, clock: clock, reach: reach, lost: lost, found: found, refresh: refresh, order: order,
    // Show `url` anew when the hall moves, and now and then; `swap` is given its text, `tell` what happened.
    follow: function (url, swap, tell) {
      address = url;
      swapped = swap;
      listeners.push(function (event) { if (!tell || tell(event) !== false) refresh(); });
      listen();
      setInterval(ask, ASK_SECONDS * 1000);
      setInterval(refresh, REFRESH_SECONDS * 1000);
      addEventListener("online", function () { askAt = 0; refresh(); });
    },
    setClock: function (moment) { offset = moment - performance.now(); }
  };
})();
