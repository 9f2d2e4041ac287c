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

  // A form that was changed and not sent is not left without a question.
  let changed = false;
  document.addEventListener("input", (e) => { if (e.target.form && e.target.form.method === "post") changed = true; });
  document.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (e) => { if (changed) e.preventDefault(); });

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

  // What is wrong with a form is read first.
  document.getElementById("problems")?.focus();
})();
