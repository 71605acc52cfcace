// The roster's cells by keys; without this file Tab goes through them.
"use strict";

const grid = document.querySelector("[data-grid]");

// The field in the nearest cell that has one, going `rows` down and `columns` right from a field.
function fieldBeyond(field, rows, columns) {
  const cell = field.closest("td");
  let row = cell.parentElement;
  let at = cell.cellIndex;
  for (;;) {
    if (rows) row = rows > 0 ? row.nextElementSibling : row.previousElementSibling;
    at += columns;
    const next = row?.cells[at];
    if (!next) return null;
    const found = next.querySelector("input");
    if (found?.offsetParent) return found;
  }
}

function go(event, field) {
  event.preventDefault();
  field?.focus();
  field?.select();
}

grid?.addEventListener("keydown", (event) => {
  const field = event.target;
  if (field.tagName !== "INPUT" || event.isComposing) return;
  const atStart = field.selectionEnd === 0 || field.selectionEnd - field.selectionStart === field.value.length;
  const atEnd = field.selectionStart === field.value.length || atStart && field.selectionStart === 0 && field.selectionEnd === field.value.length;
  if (event.ctrlKey && event.code === "KeyD") {
    const above = fieldBeyond(field, -1, 0);
    if (above) field.value = above.value;
    go(event, field);
  } else if (event.ctrlKey || event.altKey || event.metaKey) {
    return;
  } else if (event.key === "ArrowDown" || event.key === "Enter") go(event, fieldBeyond(field, 1, 0) ?? field);
  else if (event.key === "ArrowUp") go(event, fieldBeyond(field, -1, 0) ?? field);
  else if (event.key === "ArrowRight" && atEnd) go(event, fieldBeyond(field, 0, 1) ?? field);
  else if (event.key === "ArrowLeft" && atStart) go(event, fieldBeyond(field, 0, -1) ?? field);
});
