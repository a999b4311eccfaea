// A picture on a card. A platform fetches it from Concord for its people; here the page's own server
// does, so that the page loads nothing from anywhere else.

import { h } from "./dom.js";

export function picture(url, alt) {
  const path = new URL(url).pathname;
  return h("a", { class: "picture", href: path, target: "_blank", rel: "noopener" },
    h("img", { src: path, alt }));
}
