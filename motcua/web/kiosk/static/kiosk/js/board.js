// A board: shows what changed, and gives every call its time on the screen, one after another.
"use strict";

(function () {
  const body = document.body;
  const shown = document.querySelector("[data-shown]");
  const HIGHLIGHT = 20000, SILENT_CALL = 5000, OLD = 90000;
  const screen = body.dataset.screen, own = Number(body.dataset.counter || 0);
  let told = 0, queue = [], current = null, highlighted = {};

  function calls() {
    const listed = shown.firstElementChild.dataset.calls || "";
    return listed.split(" ").filter(Boolean).map(function (one) {
      const parts = one.split(";");
      return { order: hall.order(parts[0]), at: Number(parts[1]), code: parts[2], counter: Number(parts[3]) };
    });
  }
  function two(number) { return (number < 10 ? "0" : "") + number; }

  // What was called before the board was switched on is old.
  calls().forEach(function (call) { told = Math.max(told, call.order); });

  function hear(call) {
    if (!call.order || call.order <= told) return;
    told = call.order;
    // After an hour without network nobody is told of the calls of that hour.
    if (isOld(call)) return;
    queue.push(call);
    if (!current) next();
  }
  function isOld(call) { return hall.now() - call.at > OLD; }
  function next() {
    queue = queue.filter(function (one) { return !isOld(one); });
    current = queue.shift() || null;
    if (!current) { hall.refresh(); return; }
    show(current);
    const call = current;
    // Twice; once where others wait to be called: nobody hears a call minutes after the counter made it.
    const read = "speaks" in body.dataset ? voice.read(call, queue.length ? 1 : 2) : Promise.resolve();
    const least = new Promise(function (resolve) { setTimeout(resolve, SILENT_CALL); });
    Promise.all([read.catch(function () {}), least]).then(next);
  }
  function show(call) {
    const panel = shown.querySelector("[data-call]");
    highlighted[call.code + ";" + two(call.counter)] = performance.now() + HIGHLIGHT;
    document.querySelector("[data-caption]").textContent = voice.caption(call);
    if (panel) {
      panel.querySelector("[data-call-code]").textContent = call.code;
      panel.querySelector("[data-call-counter]").textContent = two(call.counter);
      const row = Array.from(shown.querySelectorAll("[data-row]")).find(function (one) {
        return one.dataset.row === call.code + ";" + two(call.counter);
      });
      panel.querySelector("[data-call-group]").textContent =
        row ? row.querySelector(".mc-board-what").textContent : "";
      panel.querySelector("[data-call-zone]").textContent = call.zone || "";
      panel.classList.remove("is-new");
      void panel.offsetWidth;
      panel.classList.add("is-new");
    }
    mark();
  }
  function mark() {
    const now = performance.now();
    shown.querySelectorAll("[data-row]").forEach(function (row) {
      row.classList.toggle("is-new", (highlighted[row.dataset.row] || 0) > now);
    });
    Object.keys(highlighted).forEach(function (key) { if (highlighted[key] <= now) delete highlighted[key]; });
  }
  setInterval(mark, 1000);

  function swap(text) {
    const fresh = new DOMParser().parseFromString(text, "text/html").body.firstElementChild;
    if (!fresh || !("calls" in fresh.dataset)) return;
    hall.setClock(Number(fresh.dataset.now));
    const day = document.querySelector("[data-day]");
    if (day) day.textContent = fresh.dataset.day;
    const panel = fresh.querySelector("[data-call]"), old = shown.querySelector("[data-call]");
    // A call that is being read keeps its place until it has been.
    if (panel && old && current) {
      ["[data-call-group]", "[data-call-zone]"].forEach(function (name) {
        const isSame = panel.querySelector("[data-call-code]").textContent === current.code;
        if (isSame) old.querySelector(name).textContent = panel.querySelector(name).textContent;
      });
      panel.replaceWith(old);
    }
    shown.replaceChild(fresh, shown.firstElementChild);
    mark();
    calls().sort(function (one, other) { return one.order - other.order; }).forEach(hear);
  }
  function tell(event) {
    if (event.kind !== "called" && event.kind !== "recalled") return;
    if (own && event.counter !== own) return;
    if (screen === "zone") return;
    hear({ order: event.order, at: event.at, code: event.code, counter: event.counter, zone: event.zone });
  }
  if (screen === "league" || screen === "results" || screen === "closed") hall.follow(body.dataset.follow, swap, function () { return false; });
  else hall.follow(body.dataset.follow, swap, tell);

  // A new day, or a new version of the page: once in the night, when there is a network to load it from.
  const begun = new Date().toDateString();
  setInterval(function () {
    if (new Date(hall.now()).toDateString() !== begun && !current) {
      hall.reach(location.href, { credentials: "same-origin", cache: "no-store" })
        .then(function () { location.reload(); }).catch(hall.lost);
    }
  }, 600000);
})();
