// A part of a page that follows the hall: asked for again when the stream says that something happened, without a
// stream every few seconds, and swapped when it is new.
// Its times run on by themselves, from the server's clock: what a machine's own clock says changes nothing.
"use strict";

// In a block: its names are its own, whatever other script stands on the page.
{
  const EVERY = 2500;
  const CALM = 15000; // with a stream, in case it is dead and nobody noticed
  const GAP = 1000; // however much happens, asked no more often
  const AGAIN = 5000;
  const PATIENCE = 3; // unanswered questions until the page says that it may be out of date
  const live = () => document.querySelector("[data-live]");
  let failures = 0;
  let asking = false;
  let askedAt = -GAP;
  let streaming = false;
  let missed = false; // something happened that was not asked for yet
  let leaving = false;
  let began = { server: 0, here: 0 };

  function set() {
    const root = live();
    if (!root) return;
    began = { server: Date.parse(root.dataset.now), here: performance.now() };
    tick();
  }

  const passed = (since) => Math.max(0, Math.floor((began.server + performance.now() - began.here - Date.parse(since)) / 1000));

  function tick() {
    document.querySelectorAll("[data-live] [data-since]").forEach((one) => {
      const seconds = passed(one.dataset.since);
      const minutes = Math.floor(seconds / 60);
      if (one.dataset.target) {
        one.setAttribute("width", `${Math.min(100, (seconds / 60 / one.dataset.target) * 100).toFixed(1)}%`);
      } else if (one.dataset.as === "clock") {
        one.textContent = `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
      } else {
        one.querySelector("span:last-child").textContent = `${minutes} ${one.dataset.unit}`;
        one.classList.toggle("is-long", Boolean(one.dataset.limit) && minutes > Number(one.dataset.limit));
      }
    });
  }

  // Whoever writes or chooses in it is not disturbed.
  function isBusy(root) {
    const focused = document.activeElement;
    return root.querySelector("dialog[open]") || (root.contains(focused) && focused.matches("input, select, textarea"));
  }

  function swap(text) {
    const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-live]");
    const root = live();
    if (!fresh || !root) return;
    const focused = root.contains(document.activeElement) ? document.activeElement : null;
    const key = focused?.dataset.key;
    const unfolded = [...root.querySelectorAll("details[open][id]")].map((one) => one.id);
    root.replaceWith(document.adoptNode(fresh));
    unfolded.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
    if (focused) (key ? fresh.querySelector(`[data-key="${key}"]:not([disabled])`) : fresh.querySelector("button, a"))?.focus();
    set();
    document.dispatchEvent(new CustomEvent("live"));
  }

  async function ask() {
    const root = live();
    if (!root || asking || leaving || document.hidden || isBusy(root)) return;
    asking = true;
    missed = false;
    askedAt = performance.now();
    try {
      const answer = await fetch(root.dataset.live, { headers: { "If-None-Match": `"${root.dataset.tag}"` } });
      if (answer.redirected) throw new Error("signed out");
      // What was asked before somebody acted is older than what stands there.
      if (answer.status === 200 && root === live() && !isBusy(root)) swap(await answer.text());
      else if (!answer.ok && answer.status !== 304) throw new Error(answer.status);
      failures = 0;
    } catch {
      failures += 1;
      streaming = false;
    } finally {
      asking = false;
      document.querySelectorAll("[data-stale]").forEach((one) => { one.hidden = failures < PATIENCE; });
    }
  }

  // The stream tells nothing but that the hall moved; what is shown is asked for with the rights of who sits here.
  function listen() {
    const address = live()?.dataset.stream;
    if (!address || typeof EventSource === "undefined") return;
    const source = new EventSource(address);
    source.addEventListener("open", () => { streaming = true; });
    source.addEventListener("hall", () => { streaming = true; missed = true; hear(); });
    source.addEventListener("error", () => {
      streaming = false;
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN * (1 + Math.random()));
    });
  }

  // Once there is a gap, and again when what is asked for now was asked before the last thing happened.
  let waiting = null;
  function hear() {
    if (waiting) return;
    waiting = setTimeout(() => { waiting = null; if (missed) ask(); }, Math.max(0, GAP - (performance.now() - askedAt)));
  }

  function beat() {
    if (missed || !streaming || performance.now() - askedAt >= CALM) ask();
  }

  // An act whose answer is the part itself, so that nothing else on the page is lost.
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-act]");
    if (!form || event.defaultPrevented) return;
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "yes";
    form.closest("dialog")?.close();
    try {
      const body = new FormData(form, event.submitter);
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Part": "live" }, keepalive: true });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      swap(await answer.text());
    } catch {
      failures = PATIENCE;
      document.querySelectorAll("[data-stale]").forEach((one) => { one.hidden = false; });
    } finally {
      delete form.dataset.sent;
    }
  });

  // An act that leads to another page is sent once, however often the key is pressed until that page is there.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !event.target.closest("[data-live] form[data-once]")) return;
    if (leaving) event.preventDefault();
    leaving = true;
  });
  addEventListener("pageshow", () => { leaving = false; });

  document.addEventListener("visibilitychange", ask);
  setInterval(beat, EVERY);
  setInterval(tick, 1000);
  set();
  listen();
}
