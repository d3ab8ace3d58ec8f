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
        failed();
        bySelector("#td-stop").click();
        bySelector("#question textarea").focus(); // the button that had it is gone
      } else {
        if (act === "cite") goToMark = { phone: window.innerWidth < 900, focus: event.detail === 0 };
        send(details(target));
        if (act === "ask") asking(target.dataset.question);
        if (act === "retry") asking(target.closest(".td-turn").querySelector(".td-asked").lastChild.textContent, true);
      }
      if (act === "edit") setTimeout(() => bySelector("#question textarea")?.focus(), 300);
    });
    element.addEventListener("submit", (event) => {
      event.preventDefault();
      const form = event.target;
      form.closest("details").open = false;
      send({ act: "feedback", verdict: "wrong_figure", right: form.elements.right.value, turn: details(form).turn });
    });
    // Gradio may put new HTML in place of the old, or change the old one bit by bit.
    const attributeFilter = ["data-serial", "data-conversation", "open"];
    const wanted = { childList: true, subtree: true, attributes: true, attributeFilter, attributeOldValue: true };
    new MutationObserver((changes) => changed(element, changes)).observe(element, wanted);
    if (element.closest("#td-thread")) ["#td-header", "#td-left"].forEach((one) => sizes.observe(bySelector(one)));
    changed(element, []);
  }

  // --- A question stands in the conversation at once, before the server has heard of it -------------------------
  const drawnBefore = () => bySelector("#td-thread .td-thread");
  function asking(question, again = false) {
    const thread = drawnBefore();
    if (!thread || !question.trim() || thread.querySelector(".td-pending")) return;
    const last = thread.querySelector(".td-turn:last-of-type");
    if (again || thread.querySelector(".td-editing")) last?.classList.add("td-replaced");
    thread.classList.add("td-asking");
    thread.insertAdjacentHTML("beforeend", thread.dataset.pending); // ours, and without the question
    const turn = thread.lastElementChild;
    // What shows nothing itself but turns or hides what stands beside it is shown as the server will show it.
    const number = (sign) => `⟨U+${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`;
    turn.querySelector(".td-asked").append(question.trim().replace(/(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}]/gu, number));
    reveal(turn);
  }

  /** Nothing came of the question: everything stands as before it. */
  function failed() {
    const thread = drawnBefore();
    thread.classList.remove("td-asking");
    thread.querySelector(".td-replaced")?.classList.remove("td-replaced");
    thread.querySelector(".td-pending")?.remove();
  }

  // The box takes Enter at "keypress" too: while an input method composes a word there is none.
  document.addEventListener("keypress", (event) => {
    const typed = event.target.closest?.("#question textarea");
    if (typed && event.key === "Enter" && !event.shiftKey) asking(typed.value);
  }, true);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#td-send")) asking(bySelector("#question textarea").value);
  }, true);

  // --- After Gradio has drawn a part anew ------------------------------------------------------------------------
  let goToMark = null; // set by a click on a citation: the next panel scrolls to its mark
  const drawn = new WeakMap(); // part -> the serial number of what it showed last
  function changed(element, changes) {
    const part = element.querySelector(".td-thread, .td-panel");
    if (!part || drawn.get(element) === part.dataset.serial) return;
    drawn.set(element, part.dataset.serial);
    if (part.classList.contains("td-thread")) {
      // What the reader had unfolded stays so, unless this is another conversation.
      const folded = changes.filter((one) => one.attributeName === "open" && one.oldValue !== null);
      if (!changes.some((one) => one.attributeName === "data-conversation")) folded.forEach((one) => (one.target.open = true));
      document.documentElement.lang = part.lang;
      announce(part.dataset.announce);
      if (part.dataset.announce) reveal(part.lastElementChild);
    } else {
      // The rest of the change may still be on its way.
      requestAnimationFrame(() => showMark(part));
    }
  }

  /** Scroll as little as shows all of a turn; one that is taller than the screen from its beginning. */
  function reveal(turn) {
    if (!turn) return;
    const { scrollMarginTop, scrollMarginBottom } = getComputedStyle(turn);
    const room = window.innerHeight - parseFloat(scrollMarginTop) - parseFloat(scrollMarginBottom);
    const block = turn.offsetHeight > room ? "start" : "nearest";
    // Once it is drawn: growing and scrolling in one frame count as a jump of what stands below.
    requestAnimationFrame(() => setTimeout(() => turn.scrollIntoView({ block })));
  }

  // The question box stays at the bottom of the screen also while the conversation is short (see #td-left).
  const sizes = new ResizeObserver(() => {
    const left = bySelector("#td-left");
    if (!left?.offsetHeight) return; // the other tab is shown
    left.style.setProperty("--td-above", `${left.getBoundingClientRect().top + window.scrollY}px`);
  });

  function showMark(panel) {
    const mark = panel.querySelector(".td-span");
    panel.scrollTop = mark ? mark.offsetTop - panel.clientHeight / 3 : 0;
    if (mark && goToMark?.phone) mark.scrollIntoView({ block: "center" });
    if (mark && goToMark?.focus) mark.focus({ preventScroll: true });
    goToMark = null;
  }

  // --- Other tabs of this browser: each keeps what the others have asked, and shows its own conversation ------------
  const others = new BroadcastChannel("trichdan");
  let heard = null; // what another tab told last
  others.addEventListener("message", (event) => {
    heard = event.data;
    bySelector("#td-hear")?.click();
  });
  function tell(state) {
    if (!state) return;
    sessionStorage.setItem("trichdan-shown", state.conversations[state.current].id);
    others.postMessage(state);
  }
  const told = () => heard;
  // Read at once: Gradio tells of the stored state before it asks which conversation to show.
  const shownBefore = sessionStorage.getItem("trichdan-shown");
  const shownLast = () => shownBefore;

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

  return { bridge, switchTheme, download, failed, tell, told, shownLast };
})();
