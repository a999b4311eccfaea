// Draws Adaptive Cards 1.5 as Teams does: the elements Concord uses.

import { h } from "./dom.js";
import { field } from "./fields.js";
import { picture } from "./picture.js";
import { cardText } from "./text.js";

// context: {key, press(pointer, action), fields: {id: {value, error}}}
export function card(content, context) {
  return h("div", { class: "ac" },
    list(content.body ?? [], "/body", context),
    content.actions?.length ? actions(content.actions, "/actions", context) : "");
}

function list(elements, at, context) {
  const nodes = [];
  for (const [place, each] of elements.entries()) {
    const next = elements[place + 1];
    const drawn = one(each, `${at}/${place}`, context, next);
    if (each.separator) drawn.classList.add("ac-separator");
    if (each.spacing) drawn.classList.add(`ac-space-${each.spacing}`);
    nodes.push(drawn);
  }
  return nodes;
}

function one(each, at, context, next) {
  switch (each.type) {
    case "TextBlock":
      return text(each, at, context);
    case "RichTextBlock":
      return h("p", { class: "ac-text" }, (each.inlines ?? []).map((run) => (typeof run === "string" ? run : run.text)));
    case "FactSet":
      return h("dl", { class: "ac-facts" }, each.facts.map((fact) => h("div", {},
        h("dt", {}, cardText(fact.title)), h("dd", {}, cardText(fact.value)))));
    case "Image":
      return picture(each.url, each.altText);
    case "Container":
      return h("div", { class: ["ac-container", each.style && `ac-${each.style}`] }, list(each.items ?? [], `${at}/items`, context));
    case "ColumnSet":
      return h("div", { class: "ac-columns" }, each.columns.map((column, place) => {
        const node = h("div", { class: "ac-column" }, list(column.items ?? [], `${at}/columns/${place}/items`, context));
        node.style.flex = flex(column.width);
        return node;
      }));
    case "ActionSet":
      return actions(each.actions, `${at}/actions`, context);
    default:
      return each.type.startsWith("Input.") ? input(each, context, next) : h("p", { class: "unknown" }, `[${each.type}]`);
  }
}

function flex(width) {
  if (width === undefined || width === "stretch") return "1 1 0";
  if (width === "auto") return "0 0 auto";
  return /^\d+px$/.test(width) ? `0 0 ${width}` : `${Number(width) || 1} 1 0`;
}

function text(each, at, context) {
  const kind = each.style === "heading" ? "h3" : "p";
  return h(kind, {
    id: `${context.key}${at}`.replaceAll(/[^\w-]/g, "-"),
    class: ["ac-text", each.size && `ac-size-${each.size.toLowerCase()}`, each.weight && `ac-weight-${each.weight.toLowerCase()}`,
      each.color && `ac-color-${each.color.toLowerCase()}`, each.isSubtle && "ac-subtle"],
  }, cardText(each.text));
}

function actions(all, at, context) {
  return h("div", { class: "ac-actions" }, all.map((action, place) => h("button", {
    type: "button", class: ["ac-button", action.style], "data-key": `${context.key}${at}/${place}`,
    onclick: () => context.press(`${at}/${place}`, action),
  }, action.title)));
}

function input(each, context, next) {
  const known = context.fields?.[each.id] ?? { value: each.value ?? "", error: "" };
  const kinds = {
    "Input.Text": each.isMultiline ? "paragraph" : "line", "Input.Date": "date", "Input.Time": "time",
    "Input.Number": "number", "Input.Toggle": "toggle",
    "Input.ChoiceSet": each.isMultiSelect ? "checks" : each.style === "expanded" ? "radios" : "select",
  };
  // Concord writes a fault as a text right under its input: it is tied to it, not said twice.
  const below = next?.type === "TextBlock" && next.color === "attention";
  return field({
    id: each.id,
    label: each.label ?? each.title ?? each.id,
    kind: kinds[each.type],
    required: each.isRequired,
    value: known.value,
    error: below ? "" : known.error,
    wrong: below,
    max: each.maxLength,
    placeholder: each.placeholder,
    on: each.valueOn ?? "true",
    off: each.valueOff ?? "false",
    options: [{ options: (each.choices ?? []).map((choice) => ({ value: choice.value, text: choice.title })) }],
  });
}
