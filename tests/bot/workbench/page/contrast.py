"""Measures in the browser whether each text stands out enough from what is behind it (WCAG 1.4.3)."""

from typing import cast

from playwright.async_api import Page as Tab

MEASURE = r"""
() => {
  const settle = document.getAnimations().map((each) => each.finish());
  const parse = (text) => {
    const parts = text.match(/[\d.]+/g).map(Number);
    return { rgb: parts.slice(0, 3), alpha: parts.length > 3 ? parts[3] : 1 };
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const over = (top, rgb) => top.rgb.map((c, i) => c * top.alpha + rgb[i] * (1 - top.alpha));
  const behind = (node) => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      const layer = parse(getComputedStyle(at).backgroundColor);
      layers.push(layer);
      if (layer.alpha === 1) break;
    }
    return layers.reverse().reduce((rgb, layer) => over(layer, rgb), [255, 255, 255]);
  };
  const faint = [];
  const sheet = document.querySelector(".sheet");
  for (const node of document.querySelectorAll("body *")) {
    const words = [...node.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data.trim()).join("");
    const box = node.getBoundingClientRect();
    const hidden = node.closest(".hidden, .skip, noscript, option") || box.width < 2 || !node.checkVisibility();
    if (!words || hidden || (sheet && node.closest(".app") && !sheet.contains(node))) continue;
    const style = getComputedStyle(node);
    const back = behind(node);
    const front = over({ ...parse(style.color), alpha: parse(style.color).alpha * Number(style.opacity) }, back);
    const [a, b] = [light(front), light(back)].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < (large ? 3 : 4.5)) faint.push(`${words.slice(0, 40)}: ${ratio.toFixed(2)}`);
  }
  return faint;
}
"""


async def too_faint(tab: Tab) -> list[str]:
    """Texts on the page with too little contrast, with their ratio."""
    return cast("list[str]", await tab.evaluate(MEASURE))
