// Small helps for every page; each page works without them. The page of a ticket has them too: written for old
// Chromium (ES2017).
"use strict";

// After a refused form the summary of what to put right is read first.
document.querySelectorAll("[data-focus]").forEach((summary) => summary.focus());

// On a phone the list of pages starts folded.
if (matchMedia("(max-width: 760px)").matches) {
  document.querySelectorAll("[data-fold]").forEach((fold) => fold.removeAttribute("open"));
}

// Menus close with Escape and with a click elsewhere.
const openMenus = () => document.querySelectorAll("details.mc-menu[open]");
document.addEventListener("click", (event) => {
  openMenus().forEach((menu) => menu.contains(event.target) || menu.removeAttribute("open"));
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  openMenus().forEach((menu) => {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
    // The key is used up: pages where Escape means more leave it alone.
    event.preventDefault();
  });
});

// A filter that answers at once; its button stays for those without scripts.
document.querySelectorAll("form[data-autosubmit]").forEach((form) => {
  form.addEventListener("change", () => (form.requestSubmit || form.submit).call(form));
});

// A form is sent once, however often the button is pressed.
document.querySelectorAll("form[data-once]").forEach((form) => {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
});
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});

// "/" goes to the search field of a staff page. The code of the key is read, not its letter: Vietnamese
// typing tools change letters and digits. Whoever turned single keys off is left alone (WCAG 2.1.4).
document.addEventListener("keydown", (event) => {
  if (localStorage.getItem("keys") === "off") return;
  const writing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.code !== "Slash" || event.shiftKey || event.ctrlKey || event.altKey || writing) return;
  const search = document.querySelector("[data-search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
});
