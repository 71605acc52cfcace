// The intake screen without a wait: the same form, sent in the background, its parts swapped in place.
"use strict";

const intake = document.getElementById("intake");
const BURST = 60; // a scanner's keys come closer than this many milliseconds; a person's do not
const CARD = /\d{12}\|[^|]*\|[^|]+\|[^|]*\|[^|]*\|.*/;
const part = (name, root = intake) => root.querySelector(`[data-part="${name}"]`);
const ALL = ["head", "person", "procedure", "papers", "promise"];

document.querySelectorAll("[data-without-script]").forEach((one) => one.remove());
prepare();

function prepare() {
  intake.querySelectorAll("[data-without-script]").forEach((one) => one.remove());
  intake.querySelectorAll("[data-all]").forEach((one) => { one.hidden = false; });
  count();
}

// Sending in the background ---------------------------------------------------------------------------

let sending = 0;

async function send(button, parts) {
  const turn = ++sending;
  const body = new FormData(intake);
  const before = texts();
  body.append(button?.name || "do", button?.name ? button.value : "refresh");
  intake.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(intake.action, { method: "POST", body, headers: { "X-Part": "form" } });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    // An answer that was overtaken by a later question is not shown.
    if (turn === sending) swap(page, parts, before);
  } catch {
    intake.querySelector("[data-trouble]").hidden = false;
  } finally {
    intake.removeAttribute("aria-busy");
  }
}

const texts = () => Object.fromEntries(
  [...intake.querySelectorAll("input[id]:not([type=checkbox], [type=radio], [type=hidden])")].map((one) => [one.id, one.value]),
);

function swap(page, parts, before) {
  const focused = document.activeElement;
  const typed = texts();
  for (const name of parts) {
    const fresh = part(name, page);
    if (fresh) part(name).replaceWith(document.adoptNode(fresh));
  }
  // What was typed while the answer was on its way stays.
  for (const [id, value] of Object.entries(typed)) {
    const field = value !== before[id] && document.getElementById(id);
    if (field) field.value = value;
  }
  prepare();
  if (focused?.id && !document.contains(focused)) (document.getElementById(focused.id) ?? nextField())?.focus();
}

// Where the hand goes next: the case, the first paper, the search.
function nextField() {
  const cases = [...intake.querySelectorAll("#id_case input")];
  if (cases.length && !cases.some((one) => one.checked)) return cases[0];
  return intake.querySelector(".mc-tick") ?? document.getElementById("id_query");
}

// After a card: the phone if nobody knows it, else the procedure.
function afterCard() {
  const phone = document.getElementById("id_phone");
  (phone?.value ? nextField() : phone)?.focus();
}

intake.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button?.value === "receive" || button?.value === "refuse") {
    // Twice pressed is once sent; the server would answer with the same dossier anyway.
    if (intake.dataset.sent) event.preventDefault();
    intake.dataset.sent = "yes";
    delete intake.dataset.changed;
    return;
  }
  event.preventDefault();
  send(button, button?.dataset.parts?.split(" ") ?? ALL);
});
addEventListener("pageshow", () => { delete intake.dataset.sent; });

intake.addEventListener("input", () => { intake.dataset.changed = "yes"; });

intake.addEventListener("change", (event) => {
  const field = event.target;
  if (field.name === "number" && field.value.replace(/\D/g, "").length >= 10) {
    send({ name: "do", value: "person" }, ["person"]);
  } else {
    const group = field.closest("[data-refresh]");
    if (group) send(null, group.dataset.refresh.split(" "));
  }
  if (field.matches(".mc-tick")) count();
});

// Papers ----------------------------------------------------------------------------------------------

function count() {
  const shown = intake.querySelector("[data-count] b");
  const needed = [...intake.querySelectorAll(".mc-tick[data-needed]")];
  if (shown) shown.textContent = `${needed.filter((tick) => tick.checked).length}/${needed.length}`;
}

intake.addEventListener("click", (event) => {
  if (!event.target.closest("[data-all]")) return;
  intake.querySelectorAll(".mc-tick[data-needed]").forEach((tick) => { tick.checked = true; });
  intake.dataset.changed = "yes";
  count();
});

// Choosing the procedure ------------------------------------------------------------------------------

let asked = 0;
let pause;

intake.addEventListener("input", (event) => {
  if (event.target.id !== "id_query") return;
  clearTimeout(pause);
  pause = setTimeout(look, 120);
});

async function look() {
  const field = document.getElementById("id_query");
  if (!field) return;
  const turn = ++asked;
  const query = new URLSearchParams({ q: field.value, centre: intake.elements.centre?.value ?? "" });
  const answer = await fetch(`${intake.dataset.choices}?${query}`);
  if (!answer.ok || answer.redirected) return;
  const text = await answer.text();
  if (turn !== asked) return;
  const page = new DOMParser().parseFromString(text, "text/html");
  intake.querySelector("[data-choices-here]")?.replaceChildren(...page.body.childNodes);
  field.setAttribute("aria-expanded", String(options().length > 0));
  point(options()[0]);
}

const options = () => [...intake.querySelectorAll("button[role=option]")];

function point(option) {
  intake.querySelectorAll("[role=option]").forEach((one) => one.setAttribute("aria-selected", String(one === option)));
  const field = document.getElementById("id_query");
  if (option) {
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else {
    field.removeAttribute("aria-activedescendant");
  }
}

intake.addEventListener("keydown", (event) => {
  if (event.target.id !== "id_query" || event.isComposing) return;
  const all = options();
  const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  if (event.code === "ArrowDown" || event.code === "ArrowUp") {
    event.preventDefault();
    const step = event.code === "ArrowDown" ? 1 : -1;
    point(all[(at + step + all.length) % all.length]);
  } else if (event.code === "Enter" || event.code === "NumpadEnter") {
    event.preventDefault();
    // Typed and entered faster than the list came: look first, then take the best.
    if (all[at]) all[at].click();
    else look().then(() => options()[0]?.click());
  } else if (event.code === "Escape") {
    event.target.value = "";
    look();
  }
});

// Scanners that type ----------------------------------------------------------------------------------

// A scanner types the card's text and Enter into whatever field has the focus. Its keys are told by their
// pace; what stood in the field before comes back, and the text goes where cards are read.
const burst = { codes: [], at: 0, field: null, before: "" };

document.addEventListener("keydown", (event) => {
  const pause = event.timeStamp - burst.at;
  burst.at = event.timeStamp;
  if (pause > BURST) {
    burst.codes = [];
    burst.field = event.target.closest?.("#intake input:not([type=checkbox], [type=radio])") ?? null;
    burst.before = burst.field?.value ?? "";
    // No field has the focus and a digit comes: it is the scanner.
    if (!burst.field && /^(Digit|Numpad)\d$/.test(event.code) && !event.altKey && !event.ctrlKey) {
      burst.field = document.getElementById("id_card");
      burst.before = "";
      burst.field?.focus();
    }
  }
  if (event.code === "Enter" || event.code === "NumpadEnter") finish(event);
  else burst.codes.push((event.shiftKey ? "Shift+" : "") + event.code);
}, true);

const bars = () => burst.codes.filter((code) => code === "Shift+Backslash").length;

function finish(event) {
  const field = burst.field;
  const card = CARD.exec(field?.value ?? "");
  const isCard = card !== null;
  if (!field || (!isCard && bars() < 5)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  // A scanner quicker than the keys shows its whole text at once: what stood before ends where it begins.
  const before = isCard && burst.before.includes("|") ? field.value.slice(0, card.index) : burst.before;
  field.value = before;
  const isRepresentative = field.name.startsWith("rep_");
  burst.codes = isCard ? [] : burst.codes;
  if (isCard) {
    const target = isRepresentative ? field : document.getElementById("id_card");
    target.value = `${isRepresentative ? before : ""}${card[0]}`;
    send(null, ALL).then(isRepresentative ? undefined : afterCard);
    return;
  }
  mangled(isRepresentative);
}

// The typing tool has eaten the text, yet the codes of the digits are true: the number is saved.
function mangled(isRepresentative) {
  const number = digitsOf(burst.codes.slice(0, burst.codes.indexOf("Shift+Backslash")));
  burst.codes = [];
  const field = intake.elements[isRepresentative ? "rep_number" : "number"];
  const warn = () => { intake.querySelector("[data-ime]").hidden = false; };
  warn();
  if (number.length !== 12) return;
  field.value = number;
  if (isRepresentative) return;
  send({ name: "do", value: "person" }, ["person"]).then(warn);
}

const digitsOf = (codes) => codes.map((code) => /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1] ?? "").join("");
