// The list of what is to be signed: the button counts what is not set aside.
"use strict";

document.querySelectorAll("[data-sign]").forEach((form) => {
  const label = form.querySelector("[data-sign-count]");
  const marks = [...form.querySelectorAll("input[name=later]")];
  const count = () => {
    const left = marks.filter((mark) => !mark.checked).length;
    label.textContent = label.dataset.words.replace("COUNT", left);
    label.closest("button").disabled = left === 0;
  };
  form.addEventListener("change", count);
  // A page that comes back from history keeps its marks.
  addEventListener("pageshow", count);
  count();
});
