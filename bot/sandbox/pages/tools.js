// What a person can do with a message, in a menu beside it, as a long press opens one in Telegram.

import { icon, make } from "./make.js";

// The first are kind. The last could mock her, so it is never passed on, and whoever puts it there is told.
const SIGNS = ["👍", "❤", "🙏", "👀", "😢", "🤣"];

export const canEdit = (message) => !message.deleted && Boolean(message.text || message.caption);

/** `scene` does it: `isMine(message)`, `signOf(message)`, `react(message, sign)`, `reply(message)`, `edit(message)`. */
export function tools(message, scene) {
  const summary = make("summary", { "aria-label": "React, reply, change", title: "React, reply, change" }, icon("more"));
  const sheet = make("div", { className: "sheet" }, signs(message, scene), entry("reply", "Reply", () => scene.reply(message)));
  if (scene.isMine(message) && canEdit(message)) sheet.append(entry("edit", "Edit", () => scene.edit(message)));
  const menu = make("details", { className: "menu tools" }, summary, sheet);
  menu.addEventListener("toggle", () => menu.open && place(menu, sheet));
  const leave = () => {
    summary.focus(); // what is chosen may take it further
    menu.open = false;
  };
  sheet.addEventListener("click", leave, { capture: true });
  return menu;
}

function signs(message, scene) {
  const row = make("div", { className: "signs" });
  const current = scene.signOf(message);
  for (const sign of SIGNS) {
    const chosen = sign === current;
    const looks = { type: "button", "aria-label": `React with ${sign}`, "aria-pressed": String(chosen) };
    const button = make("button", looks, sign);
    button.addEventListener("click", () => scene.react(message, chosen ? "" : sign)); // a second tap takes it back
    row.append(button);
  }
  return row;
}

function entry(name, label, act) {
  const button = make("button", { type: "button", className: "entry" }, icon(name), label);
  button.addEventListener("click", act);
  return button;
}

/** Upwards, unless that would be above the chat, where nobody can scroll. */
function place(menu, sheet) {
  const room = menu.getBoundingClientRect().bottom - menu.closest(".scroller").getBoundingClientRect().top;
  sheet.classList.toggle("below", room < sheet.offsetHeight + 8);
}
