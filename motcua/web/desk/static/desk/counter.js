// The strip of the hall beside the counter's pages.
"use strict";

// A row of those who wait says whom the sheet is about.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-open][data-ticket]");
  if (!button) return;
  const sheet = document.getElementById(button.dataset.open);
  sheet.querySelector("input[data-chosen]").value = button.dataset.ticket;
  sheet.querySelector("span[data-chosen]").textContent = button.dataset.code;
});

// The card is read or something is typed: whoever was called stands at the counter.
document.addEventListener("input", (event) => {
  if (event.target.closest("[data-live]") || !event.target.closest("#intake, .mc-find, .mc-hand-over")) return;
  document.querySelector("form[data-auto]")?.requestSubmit();
});
