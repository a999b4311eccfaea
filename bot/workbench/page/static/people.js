// The left column: whose chat to look at.

import { avatar, h, unseen } from "./dom.js";

const PLATFORMS = { slack: "Slack", teams: "Teams", mail: "E-mail" };

export function people(view, state, go) {
  const picker = h("div", { class: "people-head" },
    h("label", { for: "partnership" }, "Partnership"),
    h("select", {
      id: "partnership", "data-key": "partnership",
      onchange: (event) => go({ partnership: event.target.value, person: "", case: "" }),
    }, view.partnerships.map((each) => h("option", { value: each.id, selected: each.id === view.partnership }, each.name))),
    h("label", { for: "find", class: "hidden" }, "Find a person"),
    h("input", {
      id: "find", type: "search", placeholder: "Find a person", "data-key": "find", value: state.find, autocomplete: "off",
      oninput: (event) => { state.find = event.target.value; sieve(event.target.closest(".people"), state); },
    }),
    h("label", { class: "only-new" }, h("input", {
      type: "checkbox", "data-key": "only-new", checked: state.onlyNew,
      onchange: (event) => { state.onlyNew = event.target.checked; sieve(event.target.closest(".people"), state); },
    }), `Only with new messages (${view.people.filter((person) => person.unread).length})`));
  const groups = new Map();
  for (const person of view.people) {
    if (!groups.has(person.agency)) groups.set(person.agency, []);
    groups.get(person.agency).push(person);
  }
  const list = h("div", { class: "agencies", "data-scroll": "agencies" }, [...groups].map(([agency, members], place) =>
    h("section", { class: "agency", "aria-labelledby": `agency-${place}` },
      h("h2", { id: `agency-${place}` }, agency),
      h("ul", {}, members.map((person) => h("li", {}, entry(person, state.person === person.id, go)))))));
  const nodes = [picker, list];
  queueMicrotask(() => sieve(list.parentElement, state));
  return nodes;
}

function entry(person, chosen, go) {
  return h("button", {
    type: "button", class: ["person", chosen && "chosen", person.unread && "unread"], "data-key": `person-${person.id}`,
    "data-words": `${person.name} ${person.post} ${person.agency}`.toLowerCase(),
    "aria-current": chosen ? "true" : undefined, onclick: () => go({ person: person.id }),
  },
  avatar(person.name),
  h("span", { class: "who" }, h("span", { class: "name" }, person.name), person.post && h("span", { class: "post" }, person.post)),
  h("span", { class: "marks" },
    h("span", { class: `badge ${person.platform}` }, PLATFORMS[person.platform] ?? "No channel"),
    person.unread ? h("span", { class: "dot" }, String(person.unread), unseen(" new")) : ""));
}

// Hides whom one is not looking for; the person looked at stays.
function sieve(root, { find, onlyNew }) {
  const wanted = find.trim().toLowerCase();
  for (const button of root?.querySelectorAll(".person") ?? []) {
    const old = onlyNew && !button.matches(".unread, .chosen");
    button.parentElement.hidden = old || !button.dataset.words.includes(wanted);
  }
  for (const group of root?.querySelectorAll(".agency") ?? []) {
    group.hidden = !group.querySelector("li:not([hidden])");
  }
}
