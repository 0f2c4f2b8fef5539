// Small helps for forms. Every page works without them: nothing here decides, checks or sends anything.
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

// How many characters are left.
for (const field of all("[data-chars]")) {
  const left = document.createElement("p");
  left.className = "left";
  left.setAttribute("role", "status");
  // In the page's language: left one, left several, one too many, several too many.
  const words = field.dataset.charsWords.split("|");
  const tell = () => {
    const rest = Number(field.dataset.chars) - [...field.value].length;
    const count = Math.abs(rest);
    left.textContent = `${count} ${words[(rest < 0 ? 2 : 0) + (count > 1 ? 1 : 0)]}`;
    left.classList.toggle("over", rest < 0);
  };
  field.after(left);
  // It says what the rule above says, and more.
  const rule = field.closest(".question").querySelector(".rule");
  if (rule) rule.hidden = true;
  field.addEventListener("input", tell);
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
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
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
    const fits = options.filter((option) => option.selected || !option.value || wanted.every((word) => plain(option.text).includes(word)));
    const chosen = list.value;
    list.replaceChildren(...fits);
    list.value = chosen;
    const left = fits.filter((option) => option.value);
    if (wanted.length && left.length === 1) list.value = left[0].value;
  });
  list.before(filter);
}
