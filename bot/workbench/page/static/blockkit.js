// Draws Slack's Block Kit as Slack does: the blocks Concord uses.

import { h } from "./dom.js";
import { field } from "./fields.js";
import { picture } from "./picture.js";
import { shownPlain, slackText } from "./text.js";

// context: {key, press(pointer), fields: {id: {value, error}}}
export function blocks(list, context) {
  return h("div", { class: "blocks" }, (list ?? []).map((block, place) => one(block, `/blocks/${place}`, context)));
}

function one(block, at, context) {
  switch (block.type) {
    case "header":
      return h("h3", { class: "bk-header" }, slackText(block.text));
    case "section":
      return h("div", { class: "bk-section" },
        h("div", { class: "bk-text" },
          block.text && h("p", {}, slackText(block.text)),
          block.fields && h("div", { class: "bk-fields" }, block.fields.map((each) => h("p", {}, fact(each))))),
        block.accessory && element(block.accessory, `${at}/accessory`, context));
    case "context":
      return h("p", { class: "bk-context" }, block.elements.map((each) => h("span", {}, slackText(each))));
    case "image":
      return picture(block.image_url, block.alt_text);
    case "divider":
      return h("hr", { class: "bk-divider" });
    case "actions":
      return h("div", { class: "bk-actions" },
        block.elements.map((each, place) => element(each, `${at}/elements/${place}`, context)));
    case "input":
      return input(block, context);
    default:
      return h("p", { class: "unknown" }, `[${block.type}]`);
  }
}

// A field whose first line is its label: Slack itself has no such thing, Concord writes it so.
function fact(text) {
  const [label, ...rest] = text.type === "plain_text" ? shownPlain(text.text).split("\n") : [];
  return rest?.length ? [h("span", { class: "bk-label" }, label), "\n", rest.join("\n")] : slackText(text);
}

function element(each, at, context) {
  if (each.type === "button") {
    return h("button", {
      type: "button", class: ["bk-button", each.style], "data-key": `${context.key}${at}`,
      "aria-label": each.accessibility_label, onclick: () => context.press(at),
    }, slackText(each.text));
  }
  return h("span", { class: "unknown" }, `[${each.type}]`);
}

const KINDS = {
  plain_text_input: (e) => (e.multiline ? "paragraph" : "line"),
  static_select: () => "select",
  multi_static_select: () => "checks",
  radio_buttons: () => "radios",
  checkboxes: () => "checks",
  datepicker: () => "date",
  timepicker: () => "time",
  number_input: () => "number",
  email_text_input: () => "email",
  url_text_input: () => "url",
};

function input(block, context) {
  const each = block.element;
  const id = block.block_id.replace(/^field-/, "");
  const known = context.fields?.[id] ?? { value: "", error: "" };
  const groups = each.option_groups ?? (each.options ? [{ options: each.options }] : []);
  return field({
    id,
    label: shownPlain(block.label.text),
    kind: (KINDS[each.type] ?? (() => "line"))(each),
    required: !block.optional,
    hint: shownPlain(block.hint?.text),
    value: known.value,
    error: known.error,
    max: each.max_length,
    placeholder: each.placeholder?.text,
    options: groups.map((group) => ({
      label: shownPlain(group.label?.text),
      options: group.options.map((o) => ({
        value: o.value, text: shownPlain(o.text.text), note: shownPlain(o.description?.text),
      })),
    })),
  });
}
