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

# What a font has no letter for is painted as an empty box, the same for all. Each letter on the screen is painted by
# itself, with the marks that belong to it, and compared with the box; what leaves no trace is missing as well.
UNDRAWN = """(root) => {
  const pen = Object.assign(document.createElement("canvas"), {width: 80, height: 80})
    .getContext("2d", {willReadFrequently: true});
  const painted = (letter, font) => {
    pen.clearRect(0, 0, 80, 80);
    pen.font = font;
    pen.fillText(letter, 20, 55);
    return pen.getImageData(0, 0, 80, 80).data.join("");
  };
  const letters = new Intl.Segmenter(undefined, {granularity: "grapheme"});
  const missing = new Set(), known = new Set();
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const style = getComputedStyle(walk.currentNode.parentElement);
    const font = `${style.fontWeight} 32px ${style.fontFamily}`;
    const [nothing, box] = [painted("", font), painted("\\u{10FFFD}", font)];
    for (const {segment} of letters.segment(walk.currentNode.data)) {
      const seen = segment.replace(/[\\p{Cf}\\s]/gu, "");
      if (!seen || known.has(font + seen)) continue;
      known.add(font + seen);
      const drawn = painted(seen, font);
      if (drawn === nothing || drawn === box) missing.add(seen);
    }
  }
  return {letters: known.size, missing: [...missing]};
}"""

# Buttons that share a row and whose words take more than one line: Telegram would cut these off.
CROWDED = """(root) => [...root.querySelectorAll(".keys")].filter((row) => row.children.length > 1)
  .flatMap((row) => [...row.querySelectorAll(".key span")])
  .filter((label) => label.getBoundingClientRect().height > 1.5 * parseFloat(getComputedStyle(label).lineHeight)
    || label.scrollWidth > label.parentElement.clientWidth)
  .map((label) => label.textContent)"""

# The letters of a number in the order in which they stand on the screen, from left to right.
AS_SEEN = """(element, number) => {
  const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const start = walk.currentNode.data.indexOf(number);
    if (start < 0) continue;
    const places = [...number].map((letter, nth) => {
      const range = document.createRange();
      range.setStart(walk.currentNode, start + nth);
      range.setEnd(walk.currentNode, start + nth + 1);
      return {letter, box: range.getBoundingClientRect()};
    });
    places.sort((one, other) => one.box.left - other.box.left);
    return places.map(({letter}) => letter).join("");
  }
  return "";
}"""
