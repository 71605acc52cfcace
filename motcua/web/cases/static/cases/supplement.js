// The request for supplement: a reason brings the words that mend it, and ticks its paper.
"use strict";

const mends = JSON.parse(document.getElementById("mends").textContent);
const usual = new Set(Object.values(mends));

document.querySelectorAll(".mc-ask").forEach((row) => {
  const part = (name) => row.querySelector(`[name$="-${name}"]`);
  const wanted = part("wanted");
  const reason = part("reason");
  const mend = part("mend");
  reason.addEventListener("change", () => {
    // What somebody wrote stays.
    if (!mend.value.trim() || usual.has(mend.value)) mend.value = mends[reason.value] ?? "";
    if (reason.value === "other") part("detail").focus();
  });
  wanted.addEventListener("change", () => wanted.checked && reason.focus());
});

// As on the page of the dossier: on to the letter, or back.
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented) return;
  if ((event.ctrlKey || event.metaKey) && event.code === "Enter") {
    event.preventDefault();
    document.querySelector("[data-supplement]").requestSubmit();
  } else if (event.code === "Escape") document.querySelector("[data-back]").click();
});
