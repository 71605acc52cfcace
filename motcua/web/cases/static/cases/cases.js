// Keys and the peek of the officers' pages; every act also has a button. The code of a key is read, not
// its letter: Vietnamese typing tools change letters.
"use strict";

const KEYS = "keys";
const keysAreOn = () => localStorage.getItem(KEYS) !== "off";
const find = (selector, within = document) => within.querySelector(selector);
const wide = matchMedia("(min-width: 1001px)");

// The sheet of keys, with the switch for those who are disturbed by single keys (WCAG 2.1.4).
const sheet = document.getElementById("keysheet");
document.querySelectorAll("[data-keysheet]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => sheet.showModal());
});
const keysSwitch = find("[data-keys-switch]");
keysSwitch.checked = keysAreOn();
keysSwitch.addEventListener("change", () => localStorage.setItem(KEYS, keysSwitch.checked ? "on" : "off"));

// The offer to undo withdraws by itself.
const undo = find("[data-undo]");
if (undo) setTimeout(() => undo.remove(), Number(undo.dataset.undo) * 1000);

// The list: one current row, its peek beside it, rows picked for the bar at the foot.
const list = find("[data-worklist]");
const peek = find("[data-peek]");
const rows = list ? [...list.querySelectorAll("li[data-address]")] : [];
let current = null;
let lastPicked = null;
let asked = 0;

const box = (row) => find("input[type=checkbox]", row);

function goTo(row, { focus = true } = {}) {
  if (!row || row === current) return;
  current?.removeAttribute("aria-current");
  current = row;
  row.setAttribute("aria-current", "true");
  if (focus) row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  clearTimeout(asked);
  if (peek && wide.matches) asked = setTimeout(showPeek, 120, row);
}

// The list as it is now, and the row to come back to.
const here = (row) => location.pathname + location.search + (row ? `#at=${row.id}` : "");

async function showPeek(row) {
  const answer = await fetch(`${row.dataset.address}/peek`, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (row !== current) return;
  if (!answer?.ok || answer.redirected) {
    location.assign(row.dataset.address);
    return;
  }
  peek.innerHTML = await answer.text();
  const following = rows[rows.indexOf(row) + 1] ?? rows[rows.indexOf(row) - 1];
  peek.querySelectorAll("input[name=next]").forEach((field) => (field.value = here(following)));
  // What keeps the dossier with its holder keeps the row: come back to it.
  peek.querySelectorAll("[data-stays] input[name=next]").forEach((field) => (field.value = here(row)));
}

function count() {
  const picked = rows.filter((row) => box(row).checked).length;
  find("[data-count]", list).textContent = picked;
}

function pick(row, range) {
  const state = !box(row).checked;
  const from = range && lastPicked ? rows.indexOf(lastPicked) : rows.indexOf(row);
  const [first, last] = [from, rows.indexOf(row)].sort((a, b) => a - b);
  rows.slice(first, last + 1).forEach((one) => (box(one).checked = range ? true : state));
  lastPicked = row;
  count();
}

if (list) {
  list.addEventListener("change", count);
  list.addEventListener("reset", () => setTimeout(count));
  list.addEventListener("click", (event) => {
    const row = event.target.closest("li[data-address]");
    if (!row || event.target.closest("a, label, button")) return;
    if (wide.matches) goTo(row);
    else location.assign(row.dataset.address);
  });
  // The forms of the peek come later than the script that keeps others from being sent twice.
  peek.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "yes";
  });
  count();
  const before = rows.find((row) => location.hash === `#at=${row.id}`);
  if (before) history.replaceState(null, "", location.pathname + location.search);
  goTo(before ?? rows[0], { focus: false });
}

// What a key means here: in the list the peek holds the forms, on the page of a dossier the page does.
const page = find("[data-dossier]");
// A refused act is answered with the page of the dossier: reading it again must not repeat the act.
if (page) history.replaceState(null, "", page.dataset.address);
const place = () => page ?? peek;

function send(form) {
  const wanting = [...form.querySelectorAll("[required]")].find((field) => !field.value.trim());
  if (wanting) wanting.focus();
  else form.requestSubmit();
}

function mainAct() {
  const main = find("[data-main]", place() ?? document);
  if (main?.tagName === "A") main.click();
  else if (main) send(main);
}

// The act that has a key, wherever it stands: a fold opens, a link is followed, a form is sent.
function open(code) {
  const act = find(`[data-act][data-key=${code}]`, place() ?? document);
  if (!act) return false;
  if (act.tagName === "DETAILS") {
    const around = act.parentElement.closest("details");
    if (around) around.open = true;
    act.open = true;
    (find("textarea", act) ?? find("input:not([type=hidden]), select", act))?.focus();
  } else if (act.tagName === "A") act.click();
  else send(act);
  return true;
}

const step = (by) => {
  if (page) find(by > 0 ? "[data-following]" : "[data-previous]")?.click();
  else goTo(rows[rows.indexOf(current) + by]);
};
// What is picked goes together.
const together = (selector, code) => {
  const button = list && rows.some((row) => box(row).checked) && find(selector, list);
  if (button) button.click();
  else open(code);
};

const SINGLE = {
  KeyJ: () => step(1),
  KeyK: () => step(-1),
  KeyX: (event) => current && pick(current, event.shiftKey),
  KeyO: () => current && location.assign(current.dataset.address),
  KeyT: () => together("[data-key-forward]", "KeyT"),
  KeyN: () => together("[data-key-take]", "KeyN"),
  KeyD: () => together("[data-key-reassign]", "KeyD"),
  Enter: () => mainAct(),
};
const JUMPS = { KeyV: sheet.dataset.mine, KeyH: sheet.dataset.all, KeyT: "" };
let jumping = 0;

function jump(code) {
  const address = JUMPS[code];
  if (address) location.assign(address);
  else if (address === "" && !page) find("[data-search]")?.focus();
  return address !== undefined;
}

document.addEventListener("keydown", (event) => {
  if (sheet.open || event.defaultPrevented) return;
  const field = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const control = event.ctrlKey || event.metaKey;
  if (control && event.code === "KeyK") {
    const search = find("[data-search]");
    event.preventDefault();
    if (search) search.focus();
    else location.assign(sheet.dataset.all);
  } else if (control && event.code === "KeyZ" && undo?.isConnected && !field?.value) {
    event.preventDefault();
    undo.requestSubmit();
  } else if (control && event.code === "Enter" && field?.form) {
    event.preventDefault();
    send(field.form);
  } else if (event.code === "Escape") {
    escape(field);
  } else if (!control && !event.altKey && !field && keysAreOn()) {
    single(event);
  }
});

function escape(field) {
  const fold = find("details.mc-act-fold[open]");
  if (fold) {
    fold.open = false;
    // Now, not when the browser next draws: a field that is hidden would take the next key.
    find("summary", fold).focus();
  } else if (field) (current ?? document.body).focus(), field.blur();
  else if (list && rows.some((row) => box(row).checked)) list.reset();
  else if (page) location.assign(page.dataset.list);
}

function single(event) {
  if (event.code === "Slash" && event.shiftKey) {
    event.preventDefault();
    sheet.showModal();
    return;
  }
  if (jumping && performance.now() - jumping < 1500 && jump(event.code)) {
    event.preventDefault();
    jumping = 0;
    return;
  }
  jumping = event.code === "KeyG" ? performance.now() : 0;
  const act = SINGLE[event.code] ?? (/^Key[A-Z]$/.test(event.code) && (() => open(event.code)));
  // Enter on a link or a button is theirs.
  if (!act || event.repeat || (event.code === "Enter" && event.target.closest("a, button, summary, label"))) return;
  event.preventDefault();
  act(event);
}

// A long list of units, narrowed as one types; without marks too.
const plain = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");
document.querySelectorAll("[data-narrow]").forEach((box) => {
  box.hidden = false;
  const labels = [...box.parentElement.querySelectorAll(".mc-choices label")];
  find("input", box).addEventListener("input", (event) => {
    const wanted = plain(event.target.value);
    labels.forEach((label) => (label.hidden = !plain(label.textContent).includes(wanted)));
  });
});
