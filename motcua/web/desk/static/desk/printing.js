// Prints the chosen dossiers and shows how far it is; without this script the form downloads the same file.
"use strict";

const form = document.getElementById("printing");
const boxes = () => [...form.querySelectorAll("input[name=number]")];
const chosen = document.querySelector("[data-chosen]");
const all = form.querySelector("[data-check-all]");

function count() {
  const ticked = boxes().filter((box) => box.checked).length;
  if (chosen) chosen.textContent = ticked ? `(${ticked})` : "";
  if (all) {
    const whole = all.querySelector("input");
    whole.checked = ticked > 0 && ticked === boxes().length;
    whole.indeterminate = ticked > 0 && !whole.checked;
  }
}

if (all) {
  all.hidden = false;
  all.querySelector("input").addEventListener("change", (event) => {
    boxes().forEach((box) => { box.checked = event.target.checked; });
    count();
  });
}
form.addEventListener("change", count);
count();

const place = document.querySelector("[data-progress]");
const say = (text, values = {}) => {
  place.querySelector("[data-said]").textContent = text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
};
const bar = place?.querySelector("progress");
const link = place?.querySelector("[data-open-file]");

function tell(line) {
  if ("done" in line) {
    bar.max = line.all;
    bar.value = line.done;
    say(form.dataset.reading, line);
  }
  if (line.reason) {
    const item = document.createElement("li");
    item.textContent = `${line.number}: ${line.reason}`;
    place.querySelector("[data-bad]").append(item);
  }
  if ("composing" in line) {
    // How long the pages take nobody knows: a bar without an end is the honest one.
    bar.removeAttribute("value");
    say(form.dataset.composing, { count: line.composing });
  }
}

// Lines of JSON, the last of which says how many bytes of the file follow it.
async function read(answer) {
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  let kept = new Uint8Array();
  let slips = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return null;
    kept = joined(kept, value);
    for (let end = kept.indexOf(10); end >= 0; end = kept.indexOf(10)) {
      const line = JSON.parse(decoder.decode(kept.subarray(0, end)));
      kept = kept.subarray(end + 1);
      tell(line);
      slips = line.composing ?? slips;
      if ("size" in line) return { name: line.name, slips, bytes: await rest(reader, kept, line.size) };
    }
  }
}

async function rest(reader, begun, size) {
  const parts = [begun];
  let length = begun.length;
  while (length < size) {
    const { done, value } = await reader.read();
    if (done) throw new Error("cut off");
    parts.push(value);
    length += value.length;
  }
  return new Blob(parts, { type: "application/pdf" });
}

function joined(first, second) {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

async function print(fields) {
  place.hidden = false;
  link.hidden = true;
  place.querySelector("[data-bad]").replaceChildren();
  bar.value = 0;
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: fields, headers: { Accept: form.dataset.print },
    });
    if (!answer.ok || answer.headers.get("Content-Type") !== form.dataset.print) throw new Error(answer.status);
    const made = await read(answer);
    bar.max = 1;
    bar.value = 1;
    if (!made) { say(form.dataset.nothing); return; }
    say(form.dataset.done, { count: made.slips });
    URL.revokeObjectURL(link.href);
    link.href = URL.createObjectURL(made.bytes);
    link.download = made.name;
    link.hidden = false;
    link.click();
    // The next click opens it instead of saving it again.
    link.removeAttribute("download");
  } catch {
    say(form.dataset.failed);
  }
}

form.addEventListener("submit", (event) => {
  const fields = new FormData(form, event.submitter);
  const some = fields.has("all") || fields.has("number");
  // With nothing chosen the page says so itself.
  if (!some || !window.ReadableStream) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "true";
  print(fields).finally(() => { delete form.dataset.busy; });
});
