// Small tools to build what is shown: never from markup, only from text.

export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = Array.isArray(value) ? value.filter(Boolean).join(" ") : value;
    else if (name === "value") node.value = value;
    else if (name === "dataset") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  append(node, children);
  return node;
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false || child === "") continue;
    node.append(child);
  }
}

const SHAPES = {
  close: "M6 6l12 12M18 6L6 18",
  check: "M5 12.5l4.5 4.5L19 7",
  send: "M4 12l16-7-6 16-3-7z",
  home: "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
  chat: "M4 5h16v11H10l-5 4v-4H4z",
  forward: "M5 6l7 6-7 6zM13 6l7 6-7 6z",
  mail: "M4 6h16v12H4zM4 7l8 6 8-6",
  lock: "M7 11V8a5 5 0 0110 0v3M5 11h14v9H5z",
  warning: "M12 4l9 16H3zM12 10v4M12 17v.5",
};

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

export const unseen = (text) => h("span", { class: "hidden" }, text);

// Draws a region anew only if what it shows has changed, and puts focus and scrolling back where they were.
const drawn = new WeakMap();

export function show(region, content, draw) {
  const now = JSON.stringify(content);
  if (drawn.get(region) === now) return false;
  drawn.set(region, now);
  const held = document.activeElement;
  const key = region.contains(held) ? held.dataset.key : undefined;
  const places = new Map([...region.querySelectorAll("[data-scroll]")].map((node) => [node.dataset.scroll, node.scrollTop]));
  region.replaceChildren(...[draw()].flat().filter(Boolean));
  for (const node of region.querySelectorAll("[data-scroll]")) node.scrollTop = places.get(node.dataset.scroll) ?? 0;
  if (key) region.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  return true;
}

const ZONE = "Europe/London";
const part = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, ...options });
const LONG = part({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const SHORT = part({ weekday: "short", day: "numeric", month: "short" });
const TIME = part({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const FIELDS = part({ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

export const longDay = (at) => LONG.format(new Date(at)).replace(",", "");
export const shortDay = (at) => SHORT.format(new Date(at)).replace(",", "");
export const time = (at) => TIME.format(new Date(at));
export function spoken(at) {
  const [hour, minute] = time(at).split(":").map(Number);
  return `${hour % 12 || 12}${minute ? `.${String(minute).padStart(2, "0")}` : ""} ${hour < 12 ? "am" : "pm"}`;
}
export const moment = (at) => `${shortDay(at)}, ${time(at)}`;

// What a date-time input shows, and back: both in London's time, whatever this machine's is.
export function toInput(at) {
  const parts = Object.fromEntries(FIELDS.formatToParts(new Date(at)).map((p) => [p.type, p.value]));
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

export function fromInput(text) {
  const wanted = Date.parse(`${text}Z`);
  let guess = wanted;
  for (let round = 0; round < 2; round += 1) guess += wanted - Date.parse(`${toInput(guess)}Z`);
  return new Date(guess).toISOString();
}

export function initials(name) {
  const words = name.replace(/^(Dr|Mr|Mrs|Ms|Prof)\.?\s+/, "").split(/\s+/);
  return (words[0][0] + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
}

export function avatar(name, shape = "") {
  const tint = [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 997, 7) % 8;
  return h("span", { class: `avatar tint-${tint} ${shape}`, "aria-hidden": "true" }, initials(name));
}

export const robot = (shape = "") =>
  h("span", { class: `avatar robot ${shape}`, "aria-hidden": "true" }, h("img", { src: "/static/mark.svg", alt: "" }));
