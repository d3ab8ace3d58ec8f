// An article alone: marks the range that the address names after "#", "start-end" in code points of the article's text.
"use strict";

(() => {
  // Unicode code points, as Python counts them; JavaScript's own offsets count UTF-16 units.
  const units = (text, points) => Array.from(text).slice(0, points).join("").length;

  function clear() {
    for (const mark of document.querySelectorAll("mark.td-span")) {
      mark.replaceWith(...mark.childNodes);
    }
    for (const p of document.querySelectorAll(".td-text p")) p.normalize();
  }

  function show() {
    clear();
    const range = /^#(\d+)-(\d+)$/.exec(location.hash);
    if (!range) return;
    const [start, end] = [Number(range[1]), Number(range[2])];
    let first = null;
    for (const p of document.querySelectorAll(".td-text p[data-start]")) {
      const text = p.textContent;
      const from = Number(p.dataset.start);
      const low = Math.max(start, from);
      const high = Math.min(end, from + Array.from(text).length);
      if (low >= high || !p.firstChild) continue;
      const found = document.createRange();
      found.setStart(p.firstChild, units(text, low - from));
      found.setEnd(p.firstChild, units(text, high - from));
      const mark = document.createElement("mark");
      mark.className = "td-span";
      mark.tabIndex = -1;
      found.surroundContents(mark);
      first ??= mark;
    }
    first?.scrollIntoView({ block: "center" });
  }

  if (localStorage.getItem("trichdan-theme")) {
    document.documentElement.dataset.theme = localStorage.getItem("trichdan-theme");
  }
  window.addEventListener("hashchange", show);
  show();
})();
