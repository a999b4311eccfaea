// Puts the page together: fetches what there is to see, draws what has changed, sends what is done.

import { caseFile } from "./case.js";
import { chat } from "./chat.js";
import { clock, picker } from "./clock.js";
import { enter } from "./dialog.js";
import { h, icon, show } from "./dom.js";
import { people } from "./people.js";

const region = (id) => document.getElementById(id);
const kept = new URLSearchParams(location.hash.slice(1));
const state = {
  partnership: kept.get("partnership") ?? "",
  person: kept.get("person") ?? "",
  case: kept.get("case") ?? "",
  tab: kept.get("tab") ?? "chat",
  panel: kept.get("panel") ?? "record",
  find: "",
  onlyNew: false,
  words: "",
  seen: new Map(),
};
let view = null;
let looking = null;
let again = false;

const does = {
  act: (order) => send("act", { person: state.person, ...order }),
  mail: (order) => send("mail", { person: state.person, ...order }),
  press: (what, message) => send("act", { person: state.person, do: "press", what, message }),
  tab: async (tab) => {
    await go({ tab });
    if (tab === "home" && view?.chat) await does.act({ do: "home" });
  },
  panel: (panel) => go({ panel }),
};

async function go(change) {
  if ("person" in change && change.person !== state.person) Object.assign(state, { words: "", tab: "chat" });
  Object.assign(state, change);
  const keep = ["partnership", "person", "case", "tab", "panel"].filter((name) => state[name]).map((name) => [name, state[name]]);
  history.replaceState(null, "", `#${new URLSearchParams(keep)}`);
  if (view) draw();
  await look();
}

async function look() {
  if (looking) {
    again = true;
    return looking;
  }
  looking = (async () => {
    do {
      again = false;
      const asked = new URLSearchParams({ partnership: state.partnership, person: state.person, case: state.case });
      const response = await fetch(`/workbench/view?${asked}`);
      if (!response.ok) throw new Error(await response.text());
      const fresh = await response.json();
      const raised = newCase(view, fresh);
      if (raised && raised !== fresh.case?.line.id) {
        state.case = raised;
        again = true;
      }
      if (state.person && fresh.chat?.person !== state.person) again = again || Boolean(fresh.people.find((p) => p.id === state.person));
      view = fresh;
      draw();
    } while (again);
  })();
  try {
    await looking;
  } catch (problem) {
    note(`The workbench does not answer. ${problem.message}`);
  } finally {
    looking = null;
  }
  return undefined;
}

// A case that was just raised is looked at.
function newCase(before, fresh) {
  if (!before || before.partnership !== fresh.partnership) return "";
  const known = new Set(before.cases.map((line) => line.id));
  return fresh.cases.find((line) => !known.has(line.id))?.id ?? "";
}

function draw() {
  show(region("clock"), [view.now, view.next_due, view.partnership], () => clock(view, move));
  show(region("picker"), [view.cases, view.case?.line], () => picker(view, go));
  show(region("people"), [view.partnerships, view.partnership, view.people, state.person], () => people(view, state, go));
  const chosen = view.chat?.person === state.person || !state.person ? view : { ...view, chat: null };
  drawChat(chosen);
  drawCase();
}

// The record grows at its end: there it is looked at when it has grown.
function drawCase() {
  const count = view.case?.entries.length ?? 0;
  const shown = `${view.case?.line.id} ${state.panel}`;
  const aside = region("case");
  const grown = aside.dataset.showing === shown && state.panel === "record" && count > Number(aside.dataset.count);
  show(aside, [view.case, view.policy, state.panel, view.now], () => caseFile(view, state, does));
  Object.assign(aside.dataset, { showing: shown, count });
  if (grown) aside.querySelector(".panel").scrollTop = aside.querySelector(".panel").scrollHeight;
}

function drawChat(chosen) {
  const middle = region("chat");
  const before = middle.querySelector(".stream");
  const place = before?.scrollTop ?? 0;
  const atEnd = !before || before.scrollHeight - before.scrollTop - before.clientHeight < 40;
  const same = middle.dataset.showing === `${state.person} ${state.tab}`;
  const body = middle.querySelector(".sheet-body")?.scrollTop ?? 0;
  const hadDialog = Boolean(middle.querySelector(".sheet"));
  if (!show(middle, [chosen.chat, state.tab], () => chat(chosen, state, does))) return;
  const after = middle.querySelector(".stream");
  if (after) after.scrollTop = same && !atEnd ? place : after.classList.contains("home") ? 0 : after.scrollHeight;
  middle.dataset.showing = `${state.person} ${state.tab}`;
  const sheet = middle.querySelector(".sheet-body");
  if (sheet && hadDialog && same) sheet.scrollTop = body;
  for (const part of middle.querySelectorAll(".app > :not(.veil)")) part.inert = Boolean(sheet);
  enter(middle);
  if (hadDialog && !sheet) (middle.querySelector("#words") ?? middle.querySelector(".stream"))?.focus();
  announce(chosen.chat);
}

function announce(shown) {
  if (!shown?.messages) return;
  const count = shown.messages.filter((message) => !message.mine).length;
  const before = state.seen.get(shown.person);
  state.seen.set(shown.person, count);
  if (before !== undefined && count > before) region("live").textContent = `Concord to ${shown.name}: ${shown.messages.at(-1).text}`;
}

// One thing after another; the same thing once more, while it is being done, is a double click.
const waiting = [];

async function send(what, order) {
  const body = JSON.stringify(order);
  if (waiting.includes(what + body)) return;
  waiting.push(what + body);
  if (waiting.length > 1) return;
  document.body.ariaBusy = "true";
  while (waiting.length) {
    const [first] = waiting;
    const brace = first.indexOf("{");
    await tell(first.slice(0, brace), first.slice(brace));
    waiting.shift();
  }
  document.body.ariaBusy = "false";
}

async function tell(what, body) {
  try {
    const response = await fetch(`/workbench/${what}`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
    const text = await response.text();
    if (!response.ok) note(text.startsWith("{") ? JSON.parse(text).error : text);
  } catch (problem) {
    note(`The workbench does not answer. ${problem.message}`);
  }
  await look();
}

const move = (order) => send("clock", order);

function note(text) {
  const item = h("p", { class: "toast" }, icon("warning"), h("span", {}, text),
    h("button", { type: "button", class: "close", onclick: () => item.remove() }, icon("close"), h("span", { class: "hidden" }, "Dismiss")));
  region("notes").replaceChildren(item);
}

await look();
const events = new EventSource("/workbench/events");
events.onmessage = (event) => { if (view && Number(event.data) !== view.version) look(); };
