// Small helps for forms. Every page works without them: nothing here decides or checks anything, and a page that is sent by
// this script is the same form, sent to the same address.
"use strict";

const all = (css, within = document) => [...within.querySelectorAll(css)];
const decimalSign = document.documentElement.lang === "en" ? "." : ",";
const number = (text) => Number(text.replace(/[\s\u00a0\u202f]/g, "").replace(",", ".")) || 0;

// A choice that closes the others unticks them, and the others untick it.
for (const alone of all("input[data-alone]")) {
  const group = all(`input[name="${CSS.escape(alone.name)}"]`, alone.form);
  for (const box of group) {
    box.addEventListener("change", () => {
      if (!box.checked) return;
      for (const other of group) if (other !== box && (box === alone || other === alone)) other.checked = false;
    });
  }
}

// « Je ne sais pas » empties what was typed, and typing takes it back.
for (const box of all("input[data-instead]")) {
  const id = box.dataset.instead;
  const typed = all("input[type=text], input[type=tel], input[type=email], textarea", box.form)
    .filter((field) => field.name === id || field.name.startsWith(id + "."));
  box.addEventListener("change", () => {
    if (!box.checked) return;
    for (const field of typed) field.value = "";
    for (const other of all(`input[data-instead="${CSS.escape(id)}"]`, box.form)) if (other !== box) other.checked = false;
  });
  for (const field of typed) field.addEventListener("input", () => { if (field.value) box.checked = false; });
}

// What is written beside an entry of a list shows once it is chosen, and stays while it is wrong.
for (const part of all(".precise[data-of]")) {
  const question = part.closest(".question");
  const label = part.querySelector("label");
  label.textContent = label.dataset.chosen;
  const tell = () => {
    const is_chosen = all("select, input:checked", question).some((field) => field.value === part.dataset.of);
    part.hidden = !is_chosen && !part.querySelector("[aria-invalid]");
  };
  question.addEventListener("change", tell);
  question.addEventListener("input", tell);
  tell();
}

// How many characters are left: seen at each key, said aloud only once the fingers rest.
for (const field of all("[data-chars]")) {
  const seen = document.createElement("p");
  seen.className = "left";
  seen.setAttribute("aria-hidden", "true");
  const heard = document.createElement("p");
  heard.className = "hidden-text";
  heard.setAttribute("role", "status");
  // In the page's language: left one, left several, one too many, several too many.
  const words = field.dataset.charsWords.split("|");
  let pause = 0;
  const tell = () => {
    const rest = Number(field.dataset.chars) - [...field.value].length;
    const count = Math.abs(rest);
    seen.textContent = `${count.toLocaleString(document.documentElement.lang)} ${words[(rest < 0 ? 2 : 0) + (count > 1 ? 1 : 0)]}`;
    seen.classList.toggle("over", rest < 0);
  };
  field.after(seen, heard);
  // It says what the rule above says, and more.
  const rule = field.closest(".question").querySelector(".rule");
  if (rule) rule.classList.add("hidden-text");
  field.addEventListener("input", () => {
    tell();
    clearTimeout(pause);
    pause = setTimeout(() => { heard.textContent = seen.textContent; }, 1000);
  });
  tell();
}

// The running total of several numbers.
for (const rows of all("[data-total]")) {
  const line = rows.querySelector(".total");
  const shown = rows.querySelector("output");
  const tell = () => {
    const sum = all("input.number", rows).reduce((total, field) => total + number(field.value), 0);
    shown.textContent = String(Math.round(sum * 1e6) / 1e6).replace(".", decimalSign);
    line.classList.toggle("reached", sum === number(rows.dataset.total));
  };
  line.hidden = false;
  rows.addEventListener("input", tell);
  tell();
}

// What stands at one rank is not offered at another.
for (const ranks of all("[data-ranks]")) {
  const lists = all("select", ranks);
  const tell = () => {
    for (const list of lists) {
      const elsewhere = lists.filter((other) => other !== list).map((other) => other.value);
      for (const option of list.options) option.disabled = option.value !== "" && elsewhere.includes(option.value);
    }
  };
  ranks.addEventListener("change", tell);
  tell();
}

// A filter over a long list: what is typed narrows it, without accents or case.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/’/g, "'").toLowerCase();
for (const list of all("select[data-search]")) {
  // A short list is read at a glance.
  if (list.options.length < 12) continue;
  const filter = document.createElement("input");
  filter.type = "text";
  filter.className = "filter";
  filter.placeholder = list.dataset.search;
  filter.setAttribute("aria-label", list.dataset.search);
  filter.setAttribute("aria-controls", list.id);
  filter.autocomplete = "off";
  const options = [...list.options];
  filter.addEventListener("input", () => {
    const wanted = plain(filter.value).split(/\s+/).filter(Boolean);
    // By its value: an option taken out of its list says by itself that it is chosen.
    const chosen = list.value;
    const fits = options.filter((option) => !option.value || option.value === chosen || wanted.every((word) => plain(option.text).includes(word)));
    list.replaceChildren(...fits);
    list.value = chosen;
    const left = fits.filter((option) => option.value);
    if (wanted.length && left.length === 1) list.value = left[0].value;
  });
  list.before(filter);
}

// What is written and not yet sent stays in this tab, so that a reload or a lost page costs nothing. It goes when the page is
// sent, when any other page of the service is shown but the one that says the interview was lost, and with the tab.
const DRAFT = "sonde";
const page = document.querySelector("form[data-page]");
// Names that begin with « _ » are the page's own, as the instant it was shown: another at each showing. In one order,
// whatever the order the page asks in.
const written = () => {
  const given = [...new FormData(page)].filter(([name]) => !name.startsWith("_"));
  return new URLSearchParams(given.sort((one, other) => (String(one) < String(other) ? -1 : 1))).toString();
};
// A browser may forbid the storage: then nothing is kept.
const stored = (deed) => { try { return deed(sessionStorage); } catch { return null; } };
const forget = () => stored((kept) => kept.removeItem(DRAFT));
// Where this browser has lost the interview, the page it could not send is put aside, in this tab and for a while, until
// whoever wrote it has come back to it by a link or a code, or begun anew. It is offered then, never put in by itself.
const ASIDE = "sonde-aside";
const ASIDE_MS = 1800000;
const lost = document.querySelector("[data-lost]");
let aside = stored((kept) => JSON.parse(kept.getItem(ASIDE)));
const drop = () => stored((kept) => kept.removeItem(ASIDE));
if (aside && (aside.until < Date.now() || !page && !lost)) {
  drop();
  aside = null;
}
const putAside = () => {
  const draft = stored((kept) => JSON.parse(kept.getItem(DRAFT)));
  if (draft) stored((kept) => kept.setItem(ASIDE, JSON.stringify({ ...draft, until: Date.now() + ASIDE_MS })));
  if (draft || aside) lost.append(Object.assign(document.createElement("p"), { textContent: lost.dataset.lost }));
};

const line = (role, text) => {
  const told = document.createElement("div");
  told.className = "told";
  told.setAttribute("role", role);
  told.append(Object.assign(document.createElement("p"), { textContent: text }));
  return told;
};

const offer = (draft) => {
  const told = line("status", page.dataset.found);
  const back = Object.assign(document.createElement("button"), { type: "button", className: "second", textContent: page.dataset.back });
  back.addEventListener("click", () => {
    restore(draft);
    drop();
    told.replaceWith(line("status", page.dataset.restored));
  });
  told.append(back);
  page.prepend(told);
};

const restore = (draft) => {
  const values = new URLSearchParams(draft);
  for (const field of page.elements) {
    if (!field.name || field.disabled || field.type === "hidden" || field.type === "submit") continue;
    const given = values.getAll(field.name);
    if (field.type === "radio" || field.type === "checkbox") field.checked = given.includes(field.value);
    else field.value = given[0] || "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  all("[data-ranks]", page).forEach((ranks) => ranks.dispatchEvent(new Event("change")));
};

if (page) {
  const from = written();
  const draft = stored((kept) => JSON.parse(kept.getItem(DRAFT)));
  // Only over the page it was written on: sent since, here or elsewhere, that page is no longer the same.
  if (draft && draft.at === location.pathname && draft.from === from && draft.now !== from) {
    restore(draft.now);
    page.prepend(line("status", page.dataset.restored));
  } else {
    forget();
    if (aside && aside.at === location.pathname && aside.from === from) offer(aside.now);
  }
  const keep = () => stored((kept) => kept.setItem(DRAFT, JSON.stringify({ at: location.pathname, from, now: written() })));
  page.addEventListener("input", keep);
  page.addEventListener("change", keep);
} else {
  if (lost && lost.dataset.lost) putAside();
  forget();
}

// A page sent where there is no network stays on the screen and leaves when there is one. The server takes the same page once,
// however often it comes.
const PATIENCE = 20000;
const PAUSE_MAX = 15000;
const pause = (milliseconds, button) => new Promise((go) => {
  const timer = setTimeout(go, milliseconds);
  const now = () => { clearTimeout(timer); go(); };
  addEventListener("online", now, { once: true });
  button.addEventListener("click", now, { once: true });
});

// The address that comes next; null when the page must be shown by the browser itself, faults and all.
const taken = async () => {
  const giving_up = new AbortController();
  const timer = setTimeout(() => giving_up.abort(), PATIENCE);
  try {
    const body = new URLSearchParams(new FormData(page));
    const reply = await fetch(page.action, { method: "POST", body, headers: { "Sonde-Script": "1" }, signal: giving_up.signal });
    if (reply.status >= 502 && reply.status <= 504) throw new Error("busy");
    return reply.status === 204 ? reply.headers.get("Location") : null;
  } finally { clearTimeout(timer); }
};

const send = async () => {
  const told = line("alert", page.dataset.waiting);
  const again = Object.assign(document.createElement("button"), { type: "button", className: "second", textContent: page.dataset.again });
  told.append(again);
  for (let wait = 1000; ; wait = Math.min(wait * 2, PAUSE_MAX)) {
    try {
      const next = await taken();
      told.remove();
      if (next === null) return HTMLFormElement.prototype.submit.call(page);
      forget();
      return location.assign(next);
    } catch {
      if (!told.isConnected) page.querySelector(".actions").before(told);
      await pause(wait, again);
    }
  }
};

if (page && window.fetch && window.AbortController) {
  let is_sending = false;
  page.addEventListener("submit", (event) => {
    // A button with a name asks for something else than to go on.
    if (event.submitter && event.submitter.name) return;
    event.preventDefault();
    if (is_sending) return;
    is_sending = true;
    page.setAttribute("aria-busy", "true");
    send();
  });
  // Come back to by the browser's own Back, as it was left.
  addEventListener("pageshow", () => {
    is_sending = false;
    page.removeAttribute("aria-busy");
  });
}
