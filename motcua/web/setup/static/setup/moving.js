// Moves chunk after chunk and shows how far it is; without this script the reader presses the button again.
"use strict";

const form = document.querySelector("[data-moving]");
const bar = form?.querySelector("progress");
const told = form?.querySelector("[data-told]");
const button = form?.querySelector("button");

async function chunk(body) {
  const answer = await fetch(location.href, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) throw new Error(answer.status);
  return answer.json();
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = new FormData(form);
  button.disabled = true;
  bar.hidden = false;
  try {
    for (let waiting = 1; waiting > 0;) {
      const far = await chunk(body);
      waiting = far.waiting;
      bar.max = far.all;
      bar.value = far.moved;
      told.textContent = form.dataset.said.replace("{moved}", far.moved).replace("{all}", far.all);
    }
    location.reload();
  } catch {
    told.textContent = form.dataset.failed;
    button.disabled = false;
  }
});
