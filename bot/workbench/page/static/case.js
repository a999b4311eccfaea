// The right column: the record of the chosen case, its policy's ladder, what was delivered.

import { arrows } from "./chat.js";
import { h, icon, longDay, moment, shortDay, spoken, unseen } from "./dom.js";

const PANELS = { record: "Record", policy: "Policy", deliveries: "Deliveries" };

export function caseFile(view, state, does) {
  const line = view.case?.line;
  return [
    h("header", { class: "case-head" }, line
      ? [h("p", { class: "reference" }, line.reference),
        h("p", { class: "stage" }, line.stage),
        line.due && due(line, view.now)]
      : [h("p", { class: "reference" }, "No case chosen"), h("p", { class: "stage" }, "Raise one from anybody's chat.")]),
    h("div", { class: "tabs", role: "tablist", "aria-label": "The case" }, Object.entries(PANELS).map(([name, label]) => h("button", {
      type: "button", role: "tab", id: `panel-${name}`, "data-key": `panel-${name}`, "aria-controls": "panel",
      "aria-selected": String(state.panel === name), tabindex: state.panel === name ? "0" : "-1",
      onclick: () => does.panel(name), onkeydown: arrows,
    }, label))),
    h("div", { class: "panel", id: "panel", "data-scroll": `${line?.id} ${state.panel}`, role: "tabpanel", tabindex: "0", "aria-labelledby": `panel-${state.panel}` },
      { record, policy, deliveries }[state.panel](view)),
  ];
}

function due(line, now) {
  const past = Date.parse(line.due) < Date.parse(now);
  const when = `${longDay(line.due)}, ${spoken(line.due)}`;
  return h("p", { class: ["due", past && "late"] }, past ? `Overdue since ${when}` : `Due ${when}`,
    line.late && !past && h("span", { class: "missed-before" }, "An earlier deadline was missed"));
}

function record(view) {
  const sheet = view.case;
  if (!sheet) return h("p", { class: "empty" }, "Everything that happens in a case is written here, entry by entry, each sealed to the one before it.");
  const good = !sheet.breach;
  return [
    h("p", { class: ["verdict", good ? "good" : "bad"] }, icon(good ? "check" : "warning"),
      good ? `Verified: ${sheet.entries.length} ${sheet.entries.length === 1 ? "entry" : "entries"}, each sealed to the one before it.` : `The record does not hold. ${sheet.breach}`),
    h("ol", { class: "entries" }, sheet.entries.map((entry) => h("li", { class: "entry" },
      h("span", { class: "number" }, unseen("Entry "), String(entry.sequence)),
      h("div", { class: "said" },
        h("p", { class: "when" }, h("time", { datetime: entry.at }, moment(entry.at)), entry.stage && h("span", {}, entry.stage)),
        h("p", { class: "what" }, entry.what),
        entry.detail.map((each) => h("p", { class: "detail" }, each)),
        h("p", { class: "foot" }, h("span", { class: "by" }, entry.who),
          entry.seal && h("span", { class: "seal", title: entry.seal }, icon("lock"), unseen("Seal "), h("code", {}, entry.seal.slice(0, 8)))))))),
  ];
}

const STATES = { done: "Done", lapsed: "Lapsed", live: "Now", ahead: "" };

function policy(view) {
  const sheet = view.policy;
  if (!sheet) return h("p", { class: "empty" }, "No policy to show.");
  let track = "";
  return [
    h("h2", { class: "policy-title" }, sheet.title),
    sheet.edition && h("p", { class: "edition" }, sheet.edition),
    h("ol", { class: "ladder" }, sheet.rungs.flatMap((rung) => {
      const head = rung.track && rung.track !== track ? h("li", { class: "track" }, rung.track) : "";
      track = rung.track;
      return [head, step(rung)];
    })),
    sheet.note && h("p", { class: "note" }, sheet.note),
  ];
}

function step(rung) {
  const dates = [
    rung.entered && `since ${shortDay(rung.entered)}`,
    rung.left && `until ${shortDay(rung.left)}`,
  ].filter(Boolean).join(", ");
  return h("li", { class: `rung ${rung.state}`, "aria-current": rung.state === "live" ? "step" : undefined },
    h("div", { class: "rung-card" },
      h("p", { class: "rung-head" }, h("strong", {}, rung.label), STATES[rung.state] && h("span", { class: "state" }, STATES[rung.state])),
      (rung.raising || rung.receiving) && h("div", { class: "sides" },
        h("p", {}, h("span", {}, "Raising"), rung.raising || "–"), h("p", {}, h("span", {}, "Receiving"), rung.receiving || "–")),
      rung.clock && h("p", { class: "limit" }, rung.clock),
      dates && h("p", { class: "dates" }, dates),
      rung.due && !rung.why_due.startsWith("Due ") && h("p", { class: "dates" }, h("strong", {}, `Due ${longDay(rung.due)}, ${spoken(rung.due)}`)),
      rung.why_due && h("p", { class: "dates" }, rung.why_due),
      rung.clauses.length ? h("p", { class: "clauses" }, unseen("Clauses "), rung.clauses.map((each) => h("span", {}, each))) : ""));
}

const ENDS = { told: "Told", missed: "Missed", retrying: "Retrying", waiting: "Waiting", dropped: "No longer needed", parked: "Parked" };
const CHANNELS = { slack: "Slack", teams: "Teams", mail: "E-mail" };

function deliveries(view) {
  const list = view.case?.deliveries ?? [];
  if (!list.length) return h("p", { class: "empty" }, "Whom Concord told, and whom it could not reach, is listed here.");
  const count = (state) => list.filter((each) => each.state === state).length;
  return [
    h("p", { class: "tally" }, Object.entries(ENDS).filter(([state]) => count(state)).map(([state, label]) =>
      h("span", { class: `end ${state}` }, `${count(state)} ${label.toLowerCase()}`))),
    h("ul", { class: "deliveries" }, list.map((each) => h("li", {},
      h("div", { class: "to" }, h("strong", {}, each.who), h("span", { class: `badge ${each.channel}` }, CHANNELS[each.channel] ?? "No channel")),
      h("p", { class: "what" }, each.urgent && h("span", { class: "urgent" }, "Urgent"), each.what),
      h("p", { class: "outcome" }, h("span", { class: `end ${each.state}` }, ENDS[each.state]), h("time", { datetime: each.at }, moment(each.at)),
        each.attempts > 1 && h("span", {}, `${each.attempts} attempts`), each.next_at && h("span", {}, `next ${moment(each.next_at)}`),
        each.error && h("code", {}, each.error))))),
  ];
}
