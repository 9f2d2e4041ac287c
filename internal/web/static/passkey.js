// Sign-in by passkey: asks this site for a question, the browser for an answer,
// and posts the answer as a form. Without it the forms below its button do.
"use strict";
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list || []).map((c) => ({ ...c, id: bytes(c.id) }));
  let waiting = null; // the question that the browser offers in its list of names
  let asked = 0;

  // What can be said of a failure stands on the page, in its language.
  const say = (form, what) => {
    const line = form.querySelector("[role=alert]");
    line.textContent = form.dataset[what] || form.dataset.failed;
    line.hidden = false;
    form.removeAttribute("aria-busy");
  };
  const reason = (e) => ({ NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "exists", SecurityError: "wrongsite",
    NotSupportedError: "unsupported", ConstraintError: "unsupported", TypeError: "offline" }[e.name] || "failed");

  const ask = async (form) => {
    const answer = await fetch(form.dataset.ask, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "follow" });
    const isOptions = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    if (answer.ok && isOptions) return answer.json();
    throw { name: answer.status === 429 ? "busy" : answer.status === 422 ? "refused" : "stale" };
  };
  const failure = (e) => (e.name === "busy" || e.name === "refused" || e.name === "stale" ? e.name : reason(e));

  const put = (form, values) => {
    for (const [name, value] of Object.entries(values)) form.elements.namedItem(name).value = value;
    form.submit();
  };
  const get = async (form, how) => {
    const o = await ask(form);
    const c = await navigator.credentials.get({ ...how, publicKey: { ...o, challenge: bytes(o.challenge), allowCredentials: named(o.allowCredentials) } });
    const r = c.response;
    put(form, { passkey_id: text(c.rawId), passkey_client: text(r.clientDataJSON), passkey_data: text(r.authenticatorData), passkey_signature: text(r.signature),
      passkey_user: r.userHandle ? text(r.userHandle) : "" });
  };
  const make = async (form) => {
    const o = await ask(form);
    const c = await navigator.credentials.create({ publicKey: { ...o, challenge: bytes(o.challenge), user: { ...o.user, id: bytes(o.user.id) },
      excludeCredentials: named(o.excludeCredentials) } });
    const r = c.response;
    put(form, { passkey_id: text(c.rawId), passkey_client: text(r.clientDataJSON), passkey_object: text(r.attestationObject),
      transports: (r.getTransports ? r.getTransports() : []).join(" ") });
  };

  // Where the browser offers passkeys in its list of names, a question waits there;
  // it is asked anew before it is too old.
  const offer = async (form) => {
    if (!window.PublicKeyCredential?.isConditionalMediationAvailable || !(await PublicKeyCredential.isConditionalMediationAvailable())) return;
    const mine = ++asked;
    waiting = new AbortController();
    const again = setTimeout(() => { waiting?.abort(); if (mine === asked) offer(form); }, 240000);
    try {
      await get(form, { mediation: "conditional", signal: waiting.signal });
    } catch (e) {
      clearTimeout(again); // nothing was chosen: the button is still there
    }
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const part = form.closest("[data-passkeys]") || form;
    if (location.origin !== form.dataset.origin) {
      part.querySelector("[data-elsewhere]")?.removeAttribute("hidden");
      continue;
    }
    if (!window.PublicKeyCredential || !window.isSecureContext) continue;
    form.hidden = false;
    form.addEventListener("submit", async (e) => {
      e.preventDefault();
      if (form.getAttribute("aria-busy")) return;
      form.setAttribute("aria-busy", "true");
      form.querySelector("[role=alert]").hidden = true;
      asked++;
      waiting?.abort();
      waiting = null;
      try {
        await (form.dataset.passkey === "make" ? make(form) : get(form, {}));
      } catch (err) {
        say(form, failure(err));
      }
    });
    if (form.dataset.passkey === "offer") offer(form);
  }
})();
