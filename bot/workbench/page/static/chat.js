// The middle column: a person's chat as their platform draws it.

import { card } from "./adaptive.js";
import { blocks } from "./blockkit.js";
import { dialog } from "./dialog.js";
import { avatar, h, icon, longDay, moment, robot, time, unseen } from "./dom.js";
import { shownPlain } from "./text.js";

const HINTS = {
  slack: ["/escalate", "/escalate list", "/escalate help"],
  teams: ["escalate", "escalate list", "escalate help"],
};
const NAMES = { slack: "Slack", teams: "Microsoft Teams", mail: "E-mail" };

export function chat(view, state, does) {
  const shown = view.chat;
  if (!shown) return nobody();
  if (!["slack", "teams"].includes(shown.platform)) return mailOnly(shown, does);
  const home = state.tab === "home";
  const mail = state.tab === "mail" && shown.mail;
  return [
    h("div", { class: `app ${shown.platform}` },
      h("header", { class: "app-head" },
        h("p", { class: "place" }, `${NAMES[shown.platform]} · ${shown.agency}`),
        h("p", { class: "self" }, avatar(shown.name, shown.platform === "slack" ? "square" : ""), "You are ", h("strong", {}, shown.name))),
      h("div", { class: "app-title" },
        robot(shown.platform === "slack" ? "square" : ""),
        h("h2", {}, "Concord", h("span", { class: "tag" }, "App")),
        h("div", { class: "tabs", role: "tablist", "aria-label": "Concord" },
          tab("chat", shown.platform === "slack" ? "Messages" : "Chat", !home && !mail, () => does.tab("chat")),
          tab("home", "Home", home, () => does.tab("home")),
          shown.mail && tab("mail", `E-mail (${shown.letters.length})`, mail, () => does.tab("mail")))),
      home ? homeTab(shown, does) : mail ? letters(shown, does) : stream(shown, does),
      home || mail ? "" : compose(shown, state, does),
      dialog(shown, does)),
  ];
}

function tab(name, label, chosen, onclick) {
  return h("button", {
    type: "button", role: "tab", id: `tab-${name}`, "aria-selected": String(chosen), tabindex: chosen ? "0" : "-1",
    "data-key": `tab-${name}`, onclick, onkeydown: arrows,
  }, label);
}

export function arrows(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const all = [...event.target.parentElement.querySelectorAll("[role=tab]")];
  const next = all[(all.indexOf(event.target) + step + all.length) % all.length];
  event.preventDefault();
  next.focus();
  next.click();
}

function nobody() {
  return h("div", { class: "nobody" },
    h("h2", {}, "Choose a person"),
    h("p", {}, "You see their chat as Slack or Teams would show it, and act in their name. ",
      "Raise a concern as one, answer it as another, and move the clock to see what a missed deadline does."));
}

function mailOnly(shown, does) {
  return h("div", { class: "app mail" },
    h("header", { class: "app-head" },
      h("p", { class: "place" }, shown.platform ? `${NAMES.mail} · ${shown.agency}` : shown.agency),
      h("p", { class: "self" }, avatar(shown.name), "You are ", h("strong", {}, shown.name))),
    letters(shown, does));
}

function letters(shown, does) {
  const none = shown.mail ? "No e-mail so far." : "This person cannot be reached on any channel.";
  return h("div", { class: "stream letters", tabindex: "0", role: "region", "aria-label": `E-mail of ${shown.name}` },
    shown.letters.length ? shown.letters.map((letter) => oneLetter(letter, does)) : h("p", { class: "empty" }, none));
}

function oneLetter(letter, does) {
  const reply = (event) => {
    event.preventDefault();
    const text = event.target.elements.answer.value.trim();
    if (text) does.mail({ do: "reply", letter: letter.id, text });
  };
  return h("article", { class: "letter", "aria-label": letter.subject },
    h("h3", {}, icon("mail"), letter.subject),
    h("p", { class: "when" }, moment(letter.at)),
    h("p", { class: "body" }, linked(letter.text)),
    h("details", {},
      h("summary", {}, "What else can happen to an e-mail"),
      h("form", { class: "answer", onsubmit: reply },
        h("label", { for: `answer-${letter.id}` }, "Answer it by e-mail"),
        h("textarea", { id: `answer-${letter.id}`, name: "answer", rows: "2", "data-key": `answer-${letter.id}` }),
        h("div", { class: "row" },
          h("button", { class: "quiet" }, "Send the answer"),
          h("button", { type: "button", class: "quiet", onclick: () => does.mail({ do: "bounce", letter: letter.id }) },
            "Return it: no such mailbox")))));
}

// An e-mail's link leads to Concord's own page, as it would from a mailbox.
function linked(text) {
  return text.split(/(https?:\/\/[^\s<>]+)/).map((part, place) => (place % 2
    ? h("a", { href: part, target: "_blank", rel: "noopener noreferrer" }, part) : part));
}

function stream(shown, does) {
  let day = "";
  const items = shown.messages.flatMap((message) => {
    const today = longDay(message.at);
    const rule = today === day ? "" : h("p", { class: "day-rule" }, h("span", {}, today));
    day = today;
    return [rule, one(message, shown, does)];
  });
  const hint = shown.problem ?? "Nothing here yet.";
  return h("div", { class: "stream", role: "log", "aria-label": `Messages of ${shown.name}`, tabindex: "0", "aria-live": "off" },
    items.length ? items : h("p", { class: "empty" }, hint));
}

function one(message, shown, does) {
  const slack = shown.platform === "slack";
  const who = message.mine ? shown.name : "Concord";
  const context = { key: message.id, press: (at) => does.press(at, message.id) };
  const raw = message.raw;
  let body;
  if (slack) body = raw.blocks?.length ? blocks(raw.blocks, context) : h("p", { class: "plain" }, shownPlain(raw.text));
  else body = raw.card ? card(raw.card, context) : h("p", { class: "plain" }, raw.text);
  return h("article", {
    class: ["message", message.mine && "mine", message.private && "private"], "data-message": message.id,
    "aria-label": `${who}, ${time(message.at)}`,
  },
  message.mine ? avatar(shown.name, slack ? "square" : "") : robot(slack ? "square" : ""),
  h("div", { class: "bubble" },
    h("p", { class: "byline" },
      h("strong", {}, who), !message.mine && slack && h("span", { class: "tag" }, "App"), h("time", { datetime: message.at }, time(message.at)),
      message.edited && h("span", { class: "edited" }, slack ? "(edited)" : "Updated")),
    message.private && h("p", { class: "only-you" }, "Only visible to you"),
    body));
}

function homeTab(shown, does) {
  const slack = shown.platform === "slack";
  const context = { key: "home", press: (at) => does.press(at, "home") };
  return h("div", { class: "stream home", tabindex: "0", role: "tabpanel", "aria-labelledby": "tab-home" },
    h("p", { class: "refresh" }, h("button", { type: "button", class: "quiet", "data-key": "refresh", onclick: () => does.act({ do: "home" }) }, "Open Home afresh")),
    shown.home ? h("div", { class: "home-sheet" }, slack ? blocks(shown.home.blocks, context) : card(shown.home.card, context))
      : h("p", { class: "empty" }, "Concord has shown no Home yet. Press Open Home afresh."));
}

function compose(shown, state, does) {
  const teams = shown.platform === "teams";
  const send = (event) => {
    event.preventDefault();
    const box = event.target.elements.words;
    const words = box.value.trim();
    if (!words) return;
    state.words = "";
    box.value = "";
    does.act({ do: "say", text: words });
  };
  return h("form", { class: "compose", onsubmit: send },
    h("div", { class: "box" },
      h("label", { class: "hidden", for: "words" }, `Message Concord as ${shown.name}`),
      h("input", {
        id: "words", name: "words", autocomplete: "off", "data-key": "words", value: state.words,
        placeholder: teams ? "Type a message, such as escalate" : "Type a command, such as /escalate",
        oninput: (event) => { state.words = event.target.value; },
      }),
      h("button", { class: "send", "data-key": "send" }, icon("send"), unseen("Send"))),
    h("div", { class: "hints" }, "Try",
      HINTS[shown.platform].map((words) => h("button", {
        type: "button", class: "hint-button", "data-key": `hint-${words}`, onclick: () => does.act({ do: "say", text: words }),
      }, words)),
      teams && h("button", { type: "button", class: "hint-button", "data-key": "extension", onclick: () => does.act({ do: "extension" }) }, "+ Raise a concern")));
}
