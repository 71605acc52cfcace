// Keys of the counter. Whatever a key does, a link, a button or a field on the page does too.
"use strict";

// F2, Alt+KeyR, Ctrl+KeyK: by the code of the key, because Vietnamese typing tools change letters and digits.
const chord = (event) =>
  `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${event.shiftKey ? "Shift+" : ""}${event.code}`;
const isWriting = (element) => element.closest?.("input:not([type=checkbox], [type=radio]), textarea, select");

function act(element) {
  if (element.matches("input:not([type=checkbox], [type=radio]), select, textarea")) {
    element.focus();
    element.select?.();
  } else if (element.matches("[type=checkbox]")) {
    element.click();
    element.focus();
  } else {
    element.click();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.repeat) return;
  if (event.code === "Slash" && event.shiftKey && !isWriting(event.target)) {
    // Whoever turned single keys off is left alone (WCAG 2.1.4); chords and F-keys stay.
    if (localStorage.getItem("keys") === "off") return;
    event.preventDefault();
    document.querySelector('[data-key="?"]')?.click();
    return;
  }
  if (!/^F\d+$/.test(event.code) && !event.ctrlKey && !event.metaKey && !event.altKey) return;
  const target = document.querySelector(`[data-key="${chord(event)}"]:not([disabled])`);
  if (!target || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  act(target);
});

document.querySelectorAll("[data-open]").forEach((button) => { button.hidden = false; });
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-open]");
  if (button) document.getElementById(button.dataset.open).showModal();
});

const singleKeys = document.querySelector("[data-keys-switch]");
if (singleKeys) {
  singleKeys.checked = localStorage.getItem("keys") !== "off";
  singleKeys.addEventListener("change", () => localStorage.setItem("keys", singleKeys.checked ? "on" : "off"));
}

// Leaving a form that somebody has filled in is asked about first.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-leave]");
  const form = document.querySelector("form[data-changed]");
  if (link && form && !confirm(link.dataset.leave)) event.preventDefault();
});
document.addEventListener("submit", (event) => {
  const asked = event.target.dataset.leave;
  if (!asked || !document.querySelector("form[data-changed]") || confirm(asked)) return;
  event.preventDefault();
  // Not sent: whoever counts what was sent must not hear of it.
  event.stopPropagation();
}, true);

const clock = document.querySelector("[data-clock]");
if (clock) {
  const show = () => {
    clock.textContent = new Intl.DateTimeFormat("vi", {
      hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Ho_Chi_Minh",
    }).format(new Date());
  };
  show();
  setInterval(show, 10_000);
}

// "Receive and print": right after the reception the receipt goes to the printer by itself.
function printReceipt(address) {
  const frame = document.createElement("iframe");
  frame.className = "mc-print-frame";
  frame.title = "";
  frame.setAttribute("aria-hidden", "true");
  frame.addEventListener("load", () => {
    try {
      frame.contentWindow.focus();
      frame.contentWindow.print();
    } catch {
      // A browser without a viewer of its own: the buttons of the page open the file.
    }
  });
  frame.src = address;
  document.body.append(frame);
}
const receipt = document.querySelector("[data-receipt][data-print-now]");
// A browser that a program drives has no printer; headless Chromium even crashes when it prints a PDF frame.
if (receipt && navigator.pdfViewerEnabled && !navigator.webdriver) printReceipt(receipt.dataset.receipt);
