// Marking the place that is wrong: drawn with the pointer, moved by keys, or chosen in words; all three say the same.
"use strict";

const places = JSON.parse(document.getElementById("places").textContent);
const WHOLE = 1000;
const STEP = 20;
const LEAST = 10;
const between = (value, least, most) => Math.min(Math.max(Math.round(value), least), most);

// The twin of motcua.dossiers.rules.marks.place_of.
const placeOf = ({ left, top, width, height }) => {
  if (width * height >= (WHOLE * WHOLE * 7) / 10) return "whole";
  const third = (from, size) => Math.min(2, Math.floor(((from + Math.floor(size / 2)) * 3) / WHOLE));
  return [
    ["top-left", "top", "top-right"],
    ["left", "middle", "right"],
    ["bottom-left", "bottom", "bottom-right"],
  ][third(top, height)][third(left, width)];
};

document.querySelectorAll("[data-marker]").forEach((marker) => {
  const part = (name) => marker.querySelector(`[name$="-${name}"]`);
  const [page, place, drawn] = [part("page"), part("place"), part("drawn")];
  const [clear, told] = [marker.querySelector("[data-clear]"), marker.querySelector("[data-told]")];
  const sheet = marker.querySelector("[data-sheet]");
  const picture = sheet.querySelector("img");
  const hand = sheet.querySelector(".mc-marker-hand");
  const rects = sheet.querySelectorAll("rect");
  let mark = null;

  const paint = () => {
    rects.forEach((rect) => {
      const { left, top, width, height } = mark ?? { left: 0, top: 0, width: 0, height: 0 };
      for (const [name, value] of Object.entries({ x: left, y: top, width, height })) rect.setAttribute(name, value);
      rect.style.display = mark ? "" : "none";
    });
    clear.hidden = !mark;
  };
  const say = () => {
    drawn.value = mark ? [mark.left, mark.top, mark.width, mark.height].join(" ") : "";
    place.value = mark ? placeOf(mark) : "";
    told.textContent = place.selectedOptions[0].textContent;
    paint();
  };
  const fromPlace = () => {
    const [left, top, width, height] = places[place.value] ?? [];
    mark = place.value ? { left, top, width, height } : null;
    drawn.value = "";
    paint();
  };
  const show = (number) => {
    const link = marker.querySelector(`[data-page="${number}"]`);
    page.value = number;
    picture.src = link.href;
    marker.querySelectorAll("[data-page]").forEach((one) => {
      one.toggleAttribute("aria-current", one === link);
    });
    sheet.hidden = false;
  };

  marker.querySelectorAll("[data-page]").forEach((link) => {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (page.value !== link.dataset.page) mark = null;
      show(link.dataset.page);
      say();
    });
  });
  page.addEventListener("change", () => show(page.value));
  place.addEventListener("change", fromPlace);
  clear.addEventListener("click", () => {
    mark = null;
    say();
    hand.focus();
  });

  let from = null;
  const at = (event) => {
    const box = hand.getBoundingClientRect();
    return {
      x: between(((event.clientX - box.left) / box.width) * WHOLE, 0, WHOLE),
      y: between(((event.clientY - box.top) / box.height) * WHOLE, 0, WHOLE),
    };
  };
  hand.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    hand.setPointerCapture(event.pointerId);
    from = at(event);
  });
  hand.addEventListener("pointermove", (event) => {
    if (!from) return;
    const to = at(event);
    const [width, height] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)];
    if (Math.min(width, height) < LEAST) return;
    mark = { left: Math.min(from.x, to.x), top: Math.min(from.y, to.y), width, height };
    paint();
  });
  hand.addEventListener("pointerup", () => {
    if (from && mark) say();
    from = null;
  });
  hand.addEventListener("pointercancel", () => {
    from = null;
  });

  const WAYS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
  hand.addEventListener("keydown", (event) => {
    if (event.code === "Delete" || event.code === "Backspace") mark = null;
    else if (event.code in WAYS) {
      const [x, y] = WAYS[event.code];
      // The first key puts the mark in the middle.
      mark ??= { left: 350, top: 400, width: 300, height: 200 };
      if (event.shiftKey) {
        mark.width = between(mark.width + x, STEP, WHOLE - mark.left);
        mark.height = between(mark.height + y, STEP, WHOLE - mark.top);
      } else {
        mark.left = between(mark.left + x, 0, WHOLE - mark.width);
        mark.top = between(mark.top + y, 0, WHOLE - mark.height);
      }
    } else return;
    event.preventDefault();
    say();
  });

  marker.querySelector("[data-help]").hidden = false;
  // What was drawn before the letter was read, or the first page as soon as its paper is ticked.
  const before = drawn.value.split(" ").map(Number);
  if (place.value && before.length === 4) {
    const [left, top, width, height] = before;
    mark = { left, top, width, height };
    paint();
  } else fromPlace();
  const wanted = marker.closest("[data-asked]").querySelector("input[type=checkbox]");
  const open = () => wanted.checked && sheet.hidden && show(page.value);
  wanted.addEventListener("change", open);
  open();
});
