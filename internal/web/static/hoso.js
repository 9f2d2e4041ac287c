// hoso's own script. Every page works without it.
"use strict";
(() => {
  const typing = (e) => /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName);

  // A file may be dropped on the field that takes one.
  for (const zone of document.querySelectorAll("[data-drop]")) {
    const input = zone.querySelector("input[type=file]");
    zone.addEventListener("dragover", (e) => { e.preventDefault(); zone.classList.add("over"); });
    zone.addEventListener("dragleave", () => zone.classList.remove("over"));
    zone.addEventListener("drop", (e) => {
      e.preventDefault();
      zone.classList.remove("over");
      if (e.dataTransfer.files.length === 1) input.files = e.dataTransfer.files;
    });
  }

  // A list of boxes can be narrowed by typing, and ticked all at once: only
  // what is shown.
  const fold = (s) => s.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  for (const box of document.querySelectorAll("[data-narrow]")) {
    const rows = [...document.querySelectorAll("#" + box.dataset.narrow + " .check")];
    box.closest("[hidden]")?.removeAttribute("hidden");
    box.addEventListener("input", () => {
      const words = fold(box.value).split(/\s+/).filter(Boolean);
      for (const row of rows) {
        const text = fold(row.textContent);
        row.hidden = !words.every((w) => text.includes(w));
      }
    });
  }
  for (const button of document.querySelectorAll("[data-all]")) {
    button.closest("[hidden]")?.removeAttribute("hidden");
    button.addEventListener("click", () => {
      const shown = [...document.querySelectorAll("#" + button.dataset.all + " .check:not([hidden]) input")];
      const tick = !shown.every((c) => c.checked);
      for (const c of shown) c.checked = tick;
    });
  }

  // On a narrow window a line of a table is a block, each cell after the word of its
  // column. What a table is stays said where its boxes are no longer a table's.
  for (const table of document.querySelectorAll(".scroll > table")) {
    const heads = [...table.querySelectorAll("thead th")].map((h) => h.textContent.trim());
    const rows = [...table.querySelectorAll("tbody > tr")];
    if (!heads.length || rows.some((row) => row.cells.length !== heads.length)) continue;
    table.classList.add("stacked");
    table.setAttribute("role", "table");
    for (const part of table.querySelectorAll("thead, tbody")) part.setAttribute("role", "rowgroup");
    for (const row of table.rows) {
      row.setAttribute("role", "row");
      for (const [i, cell] of [...row.cells].entries()) {
        cell.setAttribute("role", cell.tagName === "TD" ? "cell" : cell.scope === "row" ? "rowheader" : "columnheader");
        if (cell.parentNode.parentNode.tagName !== "TBODY") continue;
        if (!cell.textContent.trim() && !cell.querySelector("input, img, progress")) cell.classList.add("bare");
        else if (heads[i] && (i > 0 || cell.tagName === "TD")) cell.dataset.column = heads[i];
      }
    }
  }

  // The part of a page to which a link leads is opened.
  const unfold = () => {
    const part = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (part?.tagName === "DETAILS") part.open = true;
  };
  unfold();
  window.addEventListener("hashchange", unfold);

  // A form that was changed and not sent is not left without a question.
  let changed = false;
  document.addEventListener("input", (e) => { if (e.target.form && e.target.form.method === "post") changed = true; });
  document.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (e) => { if (changed) e.preventDefault(); });

  // A form whose answer is a file that goes out once is sent once: a second press would
  // break the first one off.
  document.addEventListener("submit", (e) => {
    if (e.target.dataset.once === undefined) return;
    if (e.target.dataset.once) e.preventDefault();
    e.target.dataset.once = "sent";
    setTimeout(() => { if (e.submitter) e.submitter.disabled = true; });
  });

  // A part of a page that waits for work under way asks for itself again, and the
  // page is read anew when the work ends, unless something was typed into it.
  const refresh = (part) => setTimeout(() => {
    const ask = new XMLHttpRequest();
    ask.open("GET", location.pathname);
    ask.responseType = "document";
    ask.onloadend = () => {
      const fresh = ask.response?.getElementById(part.id);
      if (!fresh) return refresh(part); // the server is away: ask again
      const goesOn = fresh.hasAttribute("data-refresh");
      if (!goesOn && !changed && !document.getElementById("problems")) return location.replace(location.pathname);
      const held = part.contains(document.activeElement);
      part.replaceWith(fresh);
      if (held) fresh.querySelector("a, button")?.focus();
      if (goesOn) refresh(fresh);
    };
    ask.send();
  }, 2000);
  document.querySelectorAll("[data-refresh]").forEach(refresh);

  // A session that is locked, by its button or because nobody touched anything,
  // takes the half-written form along.
  let half = null;
  document.addEventListener("input", (e) => { if (e.target.form && e.target.form.method === "post" && e.target.form.action) half = e.target.form; });
  const lock = document.getElementById("lock");
  const carry = (name, value) => {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    lock.append(field);
  };
  const lockNow = () => {
    if (half) {
      carry("lock_path", new URL(half.action).pathname);
      for (const [name, value] of new FormData(half)) {
        if (typeof value === "string" && half.elements.namedItem(name)?.type !== "password") carry(name, value);
      }
    }
    changed = false;
    lock.submit();
  };
  if (lock) {
    let last = Date.now();
    for (const what of ["keydown", "pointerdown", "input", "wheel"]) document.addEventListener(what, () => { last = Date.now(); }, { passive: true });
    setInterval(() => { if (Date.now() - last > 1000 * lock.dataset.idle) lockNow(); }, 5000);
    lock.addEventListener("submit", (e) => { e.preventDefault(); lockNow(); });
  }

  // Keys: "/" to search, "g" then "h" home, "g" then "d" to the register.
  let lead = false;
  document.addEventListener("keydown", (e) => {
    if (typing(e) || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "/") {
      const search = document.querySelector("input[type=search]");
      if (search) { e.preventDefault(); search.focus(); }
    } else if (e.key === "?") {
      location.assign("/help");
    } else if (lead && e.key === "h") {
      location.assign("/");
    } else if (lead && e.key === "d") {
      location.assign("/directives");
    } else if (lead && e.key === "u") {
      location.assign("/units");
    }
    lead = e.key === "g";
  });

  // A text shows the citation whose form is open.
  const doc = document.querySelector(".doc");
  const cited = doc?.querySelector("[aria-current]");
  if (cited) doc.scrollTop += cited.getBoundingClientRect().top - doc.getBoundingClientRect().top - doc.clientHeight / 3;

  // What is wrong with a form is read first.
  document.getElementById("problems")?.focus();
})();
