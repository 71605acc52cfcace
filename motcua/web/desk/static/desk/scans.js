// Uploading scans: progress, dropping files on a paper, keys. Without this script the forms do the same.
"use strict";

// Alt+1…9 opens the choice of files of that paper; the digit by its place, because typing tools change it.
document.addEventListener("keydown", (event) => {
  const digit = /^Digit([1-9])$/.exec(event.code);
  if (!digit || !event.altKey || event.ctrlKey) return;
  const input = document.querySelector(`[data-choose="${digit[1]}"] input`);
  if (!input) return;
  event.preventDefault();
  input.closest("details").open = true;
  input.focus();
  input.click();
});

function watch(form) {
  const target = form.querySelector(".mc-scan-choose");
  const input = target.querySelector("input");
  for (const name of ["dragenter", "dragover"]) {
    target.addEventListener(name, (event) => {
      event.preventDefault();
      target.classList.add("is-over");
    });
  }
  target.addEventListener("dragleave", () => target.classList.remove("is-over"));
  target.addEventListener("drop", (event) => {
    event.preventDefault();
    target.classList.remove("is-over");
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}

function send(form) {
  const progress = form.querySelector("progress");
  const button = form.querySelector("button");
  const request = new XMLHttpRequest();
  progress.hidden = false;
  button.disabled = true;
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) progress.value = (100 * event.loaded) / event.total;
  });
  request.addEventListener("load", () => {
    const page = form.action.replace(/\/change$/, "");
    if (request.responseURL === page) history.replaceState(null, "", page);
    // Signed out meanwhile, or something broke: the whole page says so.
    else if (request.status !== 200 || request.responseURL !== form.action) {
      location.assign(request.responseURL);
      return;
    }
    show(request.responseText);
  });
  // Whatever went wrong on the way: the browser sends the form by itself and says what it thinks of it.
  request.addEventListener("error", () => form.submit());
  request.open("POST", form.action);
  request.send(new FormData(form));
}

// The answer is the page as it stands now, or with what must be put right.
function show(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  document.title = page.title;
  document.getElementById("content").replaceWith(page.getElementById("content"));
  start();
  document.querySelector("[data-focus]")?.focus();
}

function start() {
  document.querySelectorAll("form[data-upload]").forEach(watch);
}
start();
