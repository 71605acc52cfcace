// Photographs take their time on a slow line: say that they are on their way.
"use strict";

document.querySelectorAll("form[data-upload]").forEach((form) => {
  const sending = form.querySelector("[data-sending]");
  form.addEventListener("submit", () => {
    sending.hidden = false;
  });
  addEventListener("pageshow", () => {
    sending.hidden = true;
  });
});
