// Lists with ticks: one tick for all; a code that is scanned goes where the hand is.
"use strict";

document.querySelectorAll("[data-check-all]").forEach((label) => {
  const all = label.querySelector("input");
  const ticks = () => label.closest("table").querySelectorAll("tbody input[type=checkbox]");
  label.hidden = false;
  all.addEventListener("change", () => ticks().forEach((tick) => { tick.checked = all.checked; }));
  label.closest("table").addEventListener("change", () => {
    all.checked = [...ticks()].every((tick) => tick.checked);
  });
});
