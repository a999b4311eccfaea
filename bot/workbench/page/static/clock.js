// The clock that can be moved, and the picker of cases.

import { fromInput, h, icon, longDay, moment, time, toInput } from "./dom.js";

export function clock(view, move) {
  const jump = (event) => {
    event.preventDefault();
    const text = event.target.elements.at.value;
    if (text) move({ step: "to", to: fromInput(text) });
  };
  return [
    h("p", { class: "now" }, h("span", { class: "day" }, longDay(view.now), ", "), h("span", { class: "time" }, time(view.now))),
    h("form", { class: "jump", onsubmit: jump },
      h("label", { class: "hidden", for: "jump" }, "Date and time to move the clock to"),
      h("input", { id: "jump", name: "at", type: "datetime-local", "data-key": "jump", min: toInput(view.now), value: toInput(view.now), required: true }),
      h("button", { "data-key": "go" }, "Go")),
    h("div", { class: "moves" },
      h("button", {
        type: "button", class: "primary", "data-key": "next", disabled: !view.next_due, onclick: () => move({ step: "next_due" }),
      }, icon("forward"), "Next deadline", view.next_due && h("span", { class: "aside" }, moment(view.next_due))),
      h("button", { type: "button", "data-key": "hour", onclick: () => move({ step: "hour" }) }, "+1 hour"),
      h("button", {
        type: "button", "data-key": "working-day", onclick: () => move({ step: "working_day", partnership: view.partnership }),
      }, "+1 working day")),
  ];
}

export function picker(view, go) {
  const chosen = view.case?.line.id ?? "";
  return [
    h("label", { for: "cases" }, "Case"),
    view.cases.length
      ? h("select", { id: "cases", "data-key": "cases", onchange: (event) => go({ case: event.target.value }) },
        view.cases.map((line) => h("option", { value: line.id, selected: line.id === chosen }, `${line.reference} · ${line.stage}`)))
      : h("p", { class: "none" }, "None yet"),
  ];
}
