// The grid of counters and hours by keys, its sums, and a search that goes on by itself; without this file Tab goes
// through the grid, the sums are those of the last run, and a link goes on with the search.
"use strict";

{
  const grid = document.querySelector("[data-grid]");
  const MOVES = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

  grid?.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    const box = event.target;
    if (!move || box.type !== "checkbox" || event.ctrlKey || event.altKey || event.metaKey) return;
    const cell = box.closest("td");
    const row = move[0] ? grid.rows[cell.parentElement.rowIndex + move[0]] : cell.parentElement;
    const next = row?.cells[cell.cellIndex + move[1]]?.querySelector("input");
    event.preventDefault();
    next?.focus();
  });

  grid?.addEventListener("change", () => {
    grid.querySelectorAll("[data-together]").forEach((sum) => {
      sum.textContent = grid.querySelectorAll(`input[data-hour="${sum.dataset.together}"]:checked`).length;
    });
  });

  async function search() {
    const part = document.querySelector("[data-search]");
    if (!part?.dataset.search) return;
    try {
      const answer = await fetch(part.dataset.search, { headers: { "X-Part": "suggestion" } });
      if (!answer.ok || answer.redirected) return;
      const text = await answer.text();
      const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-search]");
      if (!fresh) return;
      part.replaceWith(document.adoptNode(fresh));
      search();
    } catch {
      // The link that goes on stands there still.
    }
  }

  search();
}
