// What the chat page does by itself: theme, copying, saving, following citations, announcing answers.
// No text of an article or a person is ever parsed as HTML here: only textContent and attributes are read.
"use strict";

window.trichdan = (() => {
  const THEME = "trichdan-theme";
  const bySelector = (selector) => document.querySelector(selector);

  // --- Theme: the reader's choice, else the system's ---------------------------------------------------------
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const wanted = () => localStorage.getItem(THEME) ?? (system.matches ? "dark" : "light");
  function applyTheme() {
    document.body.classList.toggle("dark", wanted() === "dark");
    document.documentElement.style.colorScheme = wanted();
  }
  function switchTheme() {
    localStorage.setItem(THEME, wanted() === "dark" ? "light" : "dark");
    applyTheme();
  }

  // --- Announcements: a region of its own, because the conversation is drawn anew with every answer ------------
  const status = document.createElement("div");
  status.id = "td-status";
  status.className = "td-unseen";
  status.setAttribute("role", "status");
  function announce(text) {
    status.textContent = "";
    if (text) setTimeout(() => (status.textContent = text), 50);
  }

  // --- Clicks that ui/chat.py answers, and those that need no server --------------------------------------------
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Not offered to a page that came over plain HTTP from another machine.
      const area = document.createElement("textarea");
      area.value = text;
      area.className = "td-unseen";
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  }

  function details(target) {
    const turn = target.closest("[data-turn]");
    return { ...target.dataset, turn: target.dataset.turn ?? turn?.dataset.turn };
  }

  function bridge(element, send) {
    element.addEventListener("click", async (event) => {
      const target = event.target.closest("[data-act]");
      if (!target || target.tagName === "FORM") return;
      const act = target.dataset.act;
      if (act === "cite" && (event.ctrlKey || event.metaKey || event.shiftKey)) return; // a new tab, as the reader asks
      event.preventDefault();
      if (act === "copy") {
        await copy(target.dataset.copy);
        announce(element.querySelector(".td-thread").dataset.copied);
        target.classList.add("td-done");
        setTimeout(() => target.classList.remove("td-done"), 1500);
      } else if (act === "stop") {
        bySelector("#td-stop").click();
      } else {
        if (act === "cite") goToMark = { phone: window.innerWidth < 900, focus: event.detail === 0 };
        send(details(target));
      }
      if (act === "edit") setTimeout(() => bySelector("#question textarea")?.focus(), 300);
    });
    element.addEventListener("submit", (event) => {
      event.preventDefault();
      const form = event.target;
      send({ act: "feedback", verdict: "wrong_figure", right: form.elements.right.value, turn: details(form).turn });
    });
    // Gradio may put new HTML in place of the old, or change the old one bit by bit.
    const wanted = { childList: true, subtree: true, attributes: true, attributeFilter: ["data-serial"] };
    new MutationObserver(() => changed(element)).observe(element, wanted);
    changed(element);
  }

  // --- After Gradio has drawn a part anew ------------------------------------------------------------------------
  let goToMark = null; // set by a click on a citation: the next panel scrolls to its mark
  const drawn = new WeakMap(); // part -> the serial number of what it showed last
  function changed(element) {
    const part = element.querySelector(".td-thread, .td-panel");
    if (!part || drawn.get(element) === part.dataset.serial) return;
    drawn.set(element, part.dataset.serial);
    if (part.classList.contains("td-thread")) {
      document.documentElement.lang = part.lang;
      announce(part.dataset.announce);
      const newest = part.lastElementChild;
      const tall = newest && newest.offsetHeight > window.innerHeight - 200;
      if (part.dataset.announce) newest?.scrollIntoView({ block: tall ? "start" : "nearest" });
    } else {
      // The rest of the change may still be on its way.
      requestAnimationFrame(() => showMark(part));
    }
  }

  function showMark(panel) {
    const mark = panel.querySelector(".td-span");
    panel.scrollTop = mark ? mark.offsetTop - panel.clientHeight / 3 : 0;
    if (mark && goToMark?.phone) mark.scrollIntoView({ block: "center" });
    if (mark && goToMark?.focus) mark.focus({ preventScroll: true });
    goToMark = null;
  }

  // --- Saving a file that ui/chat.py made ------------------------------------------------------------------------
  function download(file) {
    if (!file?.text) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([file.text], { type: file.type }));
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  document.body.append(status);
  applyTheme();
  system.addEventListener("change", applyTheme);
  // Gradio sets its own idea of the theme once it has started.
  new MutationObserver(() => {
    if (document.body.classList.contains("dark") !== (wanted() === "dark")) applyTheme();
  }).observe(document.body, { attributes: true, attributeFilter: ["class"] });

  return { bridge, switchTheme, download };
})();
