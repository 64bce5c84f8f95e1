// What JavaScript adds to pages that work without it: the "/" key, suggestions while typing, and
// an order that applies as soon as it is chosen.
"use strict";

document.documentElement.classList.add("js");

const box = document.getElementById("q");

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey || !box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

for (const select of document.querySelectorAll(".order select")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}

// Where the filters cannot be shown by style alone, they are opened on wide screens.
const fold = document.querySelector(".filters-fold");
if (fold && !CSS.supports("selector(::details-content)")) {
  fold.open = matchMedia("(min-width: 60.01rem)").matches;
}

// An editable combobox with list autocomplete and manual selection (ARIA Authoring Practices):
// what was typed stays until the reader takes a suggestion.
function suggestFor(input) {
  const DELAY_MS = 150;
  const list = document.createElement("ul");
  list.id = "suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  input.parentElement.append(list);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  })) {
    input.setAttribute(name, value);
  }

  let timer = 0;
  let asking = null;
  let found = [];
  let active = -1;

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function activate(place) {
    active = place;
    [...list.children].forEach((item, index) => {
      item.setAttribute("aria-selected", String(index === active));
    });
    if (active < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[active].id);
  }

  function take(place) {
    location.assign(found[place].url);
  }

  function piece(name, text) {
    const span = document.createElement("span");
    span.className = name;
    span.textContent = text;
    return span;
  }

  function show(suggestions) {
    found = suggestions;
    list.replaceChildren(
      ...found.map((each, index) => {
        const item = document.createElement("li");
        item.id = `suggestion-${index}`;
        item.setAttribute("role", "option");
        const name = piece("name", each.text);
        name.dir = "auto";
        const count = each.count && each.field !== "title" ? `, ${each.count.toLocaleString("en")}` : "";
        item.append(name, piece("kind", each.kind + count));
        item.addEventListener("mousedown", (event) => event.preventDefault());
        item.addEventListener("click", () => take(index));
        return item;
      }),
    );
    if (!found.length) return close();
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    activate(-1);
  }

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    const text = input.value.trim();
    if (text.length < 2) return close();
    try {
      const address = `${input.dataset.suggest}?q=${encodeURIComponent(text)}&limit=8`;
      const answer = await fetch(address, { signal: asking.signal });
      if (answer.ok && document.activeElement === input) show((await answer.json()).suggestions);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY_MS);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      take(active);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const places = found.length + 1;
      activate(((active + 1 + step + places) % places) - 1);
    }
  });
}

if (box?.dataset.suggest) suggestFor(box);
