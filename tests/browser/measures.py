"""Scripts that measure the page where a person with weak sight or a shaking hand would meet its limits."""

from __future__ import annotations

# Contrast of every text that is seen, against what lies behind it (WCAG 2.2, 1.4.3). Colours are read back from a
# canvas, so that color-mix() and alpha come out as the numbers that are painted.
LEGIBLE = """() => {
  const pen = Object.assign(document.createElement("canvas"), {width: 1, height: 1})
    .getContext("2d", {willReadFrequently: true});
  const paint = (colours) => {
    pen.clearRect(0, 0, 1, 1);
    for (const colour of colours) { pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1); }
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((part) => part / 255).map((x) => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const SEEN = {checkOpacity: true, checkVisibilityCSS: true};
  const faint = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !element.checkVisibility(SEEN)) continue;
    if (element.closest(".unseen, option, .tools")) continue;
    const behind = [];
    for (let at = element; at; at = at.parentElement) behind.unshift(getComputedStyle(at).backgroundColor);
    const style = getComputedStyle(element);
    const [back, front] = [light(paint(behind)), light(paint([...behind, style.color]))];
    const contrast = (Math.max(back, front) + 0.05) / (Math.min(back, front) + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    if (contrast < (large ? 3 : 4.5)) faint.push(`${contrast.toFixed(2)} ${walk.currentNode.data.trim().slice(0, 40)}`);
  }
  return faint;
}"""

# Nothing to press may be smaller than 24 by 24 (WCAG 2.2, 2.5.8) or without a name (4.1.2).
PRESSABLE = """() => [...document.querySelectorAll("button, summary, select, textarea, a[href], [type=checkbox]")]
  .filter((one) => one.checkVisibility())
  .map((one) => ({one, box: one.getBoundingClientRect()}))
  .filter(({one, box}) => box.width < 24 && box.height < 24 || box.height < 20
    || !(one.ariaLabel || one.innerText?.trim() || one.labels?.[0]?.innerText.trim()))
  .map(({one}) => one.outerHTML.slice(0, 120))"""
