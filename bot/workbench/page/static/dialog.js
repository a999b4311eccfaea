// A modal (Slack) or dialog (Teams) over the chat: keeps the focus inside, Escape closes it.

import { card } from "./adaptive.js";
import { blocks } from "./blockkit.js";
import { h, icon } from "./dom.js";
import { filled } from "./fields.js";
import { shownPlain } from "./text.js";

export function dialog(shown, does) {
  const open = shown.dialog;
  if (!open) return "";
  const slack = shown.platform === "slack";
  const values = () => filled(sheet);
  const sheet = h("div", {
    class: "sheet", role: "dialog", "aria-modal": "true", "aria-labelledby": "dialog-title", tabindex: "-1", onkeydown: keep,
  });
  const close = () => does.act({ do: "close" });
  const context = {
    key: open.id,
    fields: open.fields,
    press: (at, action) => {
      const alone = !slack && action?.associatedInputs === "none";
      if (slack || alone) does.act({ do: "press", what: at, values: values() });
      else does.act({ do: "fill", what: at, values: values() });
    },
  };
  const head = h("header", {},
    h("h2", { id: "dialog-title" }, open.title),
    h("button", { type: "button", class: "close", "data-key": "dialog-x", onclick: close }, icon("close"), h("span", { class: "hidden" }, "Close")));
  const warning = open.error && h("p", { class: "warning", role: "alert" }, icon("warning"), open.error);
  const form = h("form", {
    novalidate: true,
    onsubmit: (event) => { event.preventDefault(); if (slack && open.raw.submit) does.act({ do: "fill", values: values() }); },
  });
  const body = h("div", { class: "sheet-body" }, warning,
    slack ? blocks(open.raw.blocks, context) : open.raw.card ? card(open.raw.card, context) : h("p", { class: "plain" }, open.raw.text));
  const foot = slack
    ? h("footer", {},
      h("button", { type: "button", class: "bk-button", "data-key": "dialog-close", onclick: close }, shownPlain(open.raw.close?.text) || "Close"),
      open.raw.submit && h("button", { class: "bk-button primary", "data-key": "dialog-submit" }, shownPlain(open.raw.submit.text)))
    : "";
  form.append(...[body, foot].filter(Boolean));
  sheet.append(head, form);
  return h("div", { class: "veil" }, sheet);

  function keep(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    }
    if (event.key !== "Tab") return;
    const all = [...sheet.querySelectorAll("button, input, select, textarea")].filter((node) => !node.disabled);
    const [first, last] = [all[0], all.at(-1)];
    const from = document.activeElement;
    if (event.shiftKey && (from === first || from === sheet)) { event.preventDefault(); last.focus(); }
    if (!event.shiftKey && from === last) { event.preventDefault(); first.focus(); }
  }
}

// Where the focus belongs once a dialog was drawn: on what is wrong, else on the first field.
export function enter(region) {
  const sheet = region.querySelector(".sheet");
  if (!sheet) return;
  const wrong = sheet.querySelector("[aria-invalid=true]");
  if (!wrong && sheet.contains(document.activeElement)) return;
  const field = sheet.querySelector("input, select, textarea");
  (wrong ?? field ?? sheet).focus();
}
