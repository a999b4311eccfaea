// Inputs of both platforms: one set of native controls, labelled, with hint and fault tied to them.

import { h } from "./dom.js";

// spec: {id, label, kind, required, hint, value, error, options: [{label, options: [{value, text, note}]}], max}
export function field(spec) {
  const id = `field-${spec.id}`;
  const told = [spec.hint && `${id}-hint`, spec.error && `${id}-error`].filter(Boolean).join(" ");
  const common = {
    id,
    name: spec.id,
    "data-field": spec.kind,
    "data-key": id,
    "aria-describedby": told || undefined,
    "aria-invalid": spec.error || spec.wrong ? "true" : undefined,
    "aria-required": spec.required ? "true" : undefined,
  };
  const many = ["radios", "checks"].includes(spec.kind);
  const inner = many ? choices(spec, common) : control(spec, common);
  const label = [spec.label, spec.required ? "" : h("span", { class: "optional" }, " (optional)")];
  const after = [
    spec.hint && h("p", { class: "hint", id: `${id}-hint` }, spec.hint),
    spec.error && h("p", { class: "fault", id: `${id}-error` }, spec.error),
  ];
  if (many) {
    return h("fieldset", { class: ["field", (spec.error || spec.wrong) && "wrong"], "aria-describedby": common["aria-describedby"] },
      h("legend", {}, label), inner, after);
  }
  return h("div", { class: ["field", (spec.error || spec.wrong) && "wrong"] }, h("label", { for: id }, label), inner, after);
}

function control(spec, common) {
  switch (spec.kind) {
    case "paragraph":
      return h("textarea", { ...common, rows: 4, maxlength: spec.max, placeholder: spec.placeholder, value: spec.value });
    case "select":
      return h("select", { ...common }, h("option", { value: "", selected: !spec.value }, spec.placeholder ?? "Select an option"),
        spec.options.map((group) => {
          const options = group.options.map((o) => h("option", { value: o.value, selected: o.value === spec.value }, o.text));
          return group.label ? h("optgroup", { label: group.label }, options) : options;
        }));
    case "toggle":
      return h("span", { class: "tick" }, h("input", { ...common, type: "checkbox", checked: spec.value === spec.on, "data-on": spec.on, "data-off": spec.off }));
    default:
      return h("input", { ...common, type: { line: "text" }[spec.kind] ?? spec.kind, maxlength: spec.max, placeholder: spec.placeholder, value: spec.value });
  }
}

function choices(spec, common) {
  const chosen = spec.kind === "checks" ? spec.value.split(",") : [spec.value];
  let number = 0;
  return h("div", { class: "choices", "data-field": spec.kind, "data-name": spec.id },
    spec.options.map((group) => [
      group.label && h("p", { class: "group" }, group.label),
      group.options.map((option) => {
        const id = number ? `${common.id}-${number}` : common.id;
        number += 1;
        return h("label", { class: "choice", for: id },
          h("input", {
            id, "data-key": id, name: spec.id, type: spec.kind === "checks" ? "checkbox" : "radio", value: option.value,
            checked: chosen.includes(option.value), "aria-invalid": common["aria-invalid"],
          }),
          h("span", {}, option.text, option.note && h("small", {}, option.note)));
      }),
    ]));
}

// What is filled in, by id, in the form people would type it.
export function filled(root) {
  const values = {};
  for (const node of root.querySelectorAll("[data-field]")) {
    const kind = node.dataset.field;
    if (["radios", "checks"].includes(kind)) {
      values[node.dataset.name] = [...node.querySelectorAll("input:checked")].map((each) => each.value).join(",");
    } else if (kind === "toggle") {
      values[node.name] = node.checked ? node.dataset.on : node.dataset.off;
    } else {
      values[node.name] = node.value;
    }
  }
  return values;
}
