// Text with entities becomes elements. Offsets count UTF-16 units, which is how JavaScript counts as well.
// Text only ever enters the page as text nodes.

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};
export const SAFE_LINK = /^(https?|mailto|tel|tg):/i;

export function rich(text, entities = []) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const holder = document.createDocumentFragment();
  fill(holder, text, 0, text.length, sorted);
  return holder;
}

// Entities nest: whatever lies inside the first one is laid out inside its element.
function fill(parent, text, from, to, entities) {
  let at = from;
  let rest = entities;
  while (rest.length > 0) {
    const [outer, ...others] = rest;
    const start = Math.max(outer.offset, at);
    const end = Math.min(outer.offset + outer.length, to);
    if (start >= end) {
      rest = others;
      continue;
    }
    parent.append(text.slice(at, start));
    const element = dress(outer, text.slice(start, end));
    fill(element, text, start, end, others.filter((inner) => inner.offset < end));
    parent.append(element);
    at = end;
    rest = others.flatMap((inner) => beyond(inner, end));
  }
  parent.append(text.slice(at, to));
}

function beyond(entity, end) {
  const stop = entity.offset + entity.length;
  if (stop <= end) return [];
  const offset = Math.max(entity.offset, end);
  return [{ ...entity, offset, length: stop - offset }];
}

function dress(entity, words) {
  const address = linkOf(entity, words);
  if (address !== "") {
    const link = document.createElement("a");
    link.href = address;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    return link;
  }
  const element = document.createElement(TAGS[entity.type] ?? "span");
  if (entity.type === "spoiler") hideUntilTapped(element);
  else if (!TAGS[entity.type]) element.className = "mention";
  return element;
}

function linkOf(entity, words) {
  if (entity.type === "text_link") return SAFE_LINK.test(entity.url ?? "") ? entity.url : "";
  if (entity.type === "url") return SAFE_LINK.test(words) ? words : `https://${words}`;
  if (entity.type === "email") return `mailto:${words}`;
  if (entity.type === "phone_number") return `tel:${words.replace(/[^\d+]/g, "")}`;
  return "";
}

function hideUntilTapped(element) {
  element.className = "spoiler";
  element.tabIndex = 0;
  element.setAttribute("role", "button");
  element.setAttribute("aria-label", "Hidden text, press to show");
  const show = () => {
    element.className = "";
    for (const name of ["tabindex", "role", "aria-label"]) element.removeAttribute(name);
  };
  element.addEventListener("click", show, { once: true });
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") show();
  });
}
