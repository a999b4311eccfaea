// Text as each platform shows it: Slack's mrkdwn and the little markdown of Adaptive Cards.

import { h } from "./dom.js";

const EMOJI = {
  white_check_mark: "✅", warning: "⚠️", rotating_light: "🚨", hourglass: "⌛", bell: "🔔", no_entry: "⛔",
  arrow_right: "➡️", memo: "📝", telephone_receiver: "📞", calendar: "📅", lock: "🔒", x: "❌",
  large_blue_circle: "🔵", white_circle: "⚪", heavy_check_mark: "✔️", information_source: "ℹ️",
};
const unescaped = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
const emoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (all, name) => EMOJI[name] ?? all);

export const shownPlain = (text) => unescaped(text ?? "");

export function slackText(text) {
  if (!text) return [];
  if (text.type === "plain_text") return [text.emoji === false ? shownPlain(text.text) : emoji(shownPlain(text.text))];
  return mrkdwn(text.text);
}

const SLACK_MARK =
  /<!date\^\d+\^[^|>]*\|([^>]*)>|<([^|>]+)\|([^>]*)>|<([^>]+)>|`([^`\n]+)`|(?<![\w*])\*([^*\n]+)\*(?![\w*])|(?<![\w_])_([^_\n]+)_(?![\w_])|(?<![\w~])~([^~\n]+)~(?![\w~])/;

function mrkdwn(text) {
  const found = SLACK_MARK.exec(text);
  if (!found) return [emoji(unescaped(text))];
  const [all, date, , label, bare, code, bold, slanted, struck] = found;
  const before = text.slice(0, found.index);
  let node;
  if (date !== undefined) node = unescaped(date);
  else if (label !== undefined) node = h("span", { class: "link" }, unescaped(label));
  else if (bare !== undefined) node = h("span", { class: "link" }, unescaped(bare));
  else if (code !== undefined) node = h("code", {}, unescaped(code));
  else if (bold !== undefined) node = h("strong", {}, mrkdwn(bold));
  else if (slanted !== undefined) node = h("em", {}, mrkdwn(slanted));
  else node = h("s", {}, mrkdwn(struck));
  return [before && emoji(unescaped(before)), node, ...mrkdwn(text.slice(found.index + all.length))].filter(Boolean);
}

const CARD_MARK = /\\([^\w\s])|\*\*([^*\n]+)\*\*|(?<!\w)_([^_\n]+)_(?!\w)|\[([^\]]+)\]\(([^)]+)\)/;

function marked(text) {
  const found = CARD_MARK.exec(text);
  if (!found) return [text];
  const [all, escaped, bold, slanted, label] = found;
  let node = escaped;
  if (bold !== undefined) node = h("strong", {}, marked(bold));
  else if (slanted !== undefined) node = h("em", {}, marked(slanted));
  else if (label !== undefined) node = h("span", { class: "link" }, label);
  return [found.index ? text.slice(0, found.index) : "", node, ...marked(text.slice(found.index + all.length))].filter(Boolean);
}

// An empty line begins a paragraph, a single one is shown as a space, as Adaptive Cards do.
export function cardText(text) {
  return String(text ?? "").split(/\n{2,}/).flatMap((paragraph, place) => [
    place ? h("br") : "",
    ...marked(paragraph),
  ]).filter(Boolean);
}
