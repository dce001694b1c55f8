// One message as it stands in the chat.

import { icon, make, timeOf } from "./make.js";
import { fileAddress } from "./play.js";
import { rich, SAFE_LINK } from "./rich.js";
import { languageOf } from "./speech.js";
import { tools } from "./tools.js";
import { voicePlayer } from "./voice.js";

const SERVICE = {
  group_chat_created: "The group was made",
  supergroup_chat_created: "The group was made",
  new_chat_members: "Somebody joined",
  left_chat_member: "Somebody left",
  pinned_message: "A message was pinned",
  forum_topic_created: "Topic opened",
  forum_topic_edited: "Topic renamed",
  migrate_to_chat_id: "The group moved to a new address",
  migrate_from_chat_id: "The group has a new address",
};

const OPENED_LINK = /^\/start [\w-]{16,64}$/;

/**
 * `scene` knows what a single message does not: `isMine(message)`, `nameOf(message)`, `replied(id)` and what to do:
 * `tap(message, button, element)`, `copy(words)`, `goTo(id)`, and what tools.js asks for.
 */
export function bubble(message, scene) {
  if (message.service) return serviceLine(message);
  const mine = scene.isMine(message);
  const body = make("div", { className: "bubble" }, ...contents(message, scene), foot(message));
  const looks = {
    className: ["message", mine && "mine", message.album && "in-album"].filter(Boolean).join(" "),
    tabIndex: -1,
    data: { message: message.message_id },
    "aria-label": `${mine ? "You" : scene.nameOf(message)}, ${timeOf(message.date)}`,
  };
  const line = make("div", { className: "line" }, body, tools(message, scene));
  return make("li", looks, line, keyboard(message, scene), reactions(message));
}

function serviceLine(message) {
  const [kind] = Object.keys(message.service);
  const name = message.service[kind]?.name;
  const words = (SERVICE[kind] ?? "Something changed in this chat") + (name ? `: ${name}` : "");
  const looks = { className: "service", tabIndex: -1, data: { message: message.message_id } };
  return make("li", looks, make("span", { dir: "auto" }, words));
}

function contents(message, scene) {
  // A link that was opened is shown by Telegram's apps as its command alone.
  const text = (message.text || message.caption).replace(OPENED_LINK, "/start");
  const named = scene.showsNames && !scene.isMine(message);
  return [
    named ? make("p", { className: "who", dir: "auto" }, scene.nameOf(message)) : null,
    message.forwarded ? make("p", { className: "from-elsewhere" }, "Forwarded message") : null,
    quote(message, scene),
    media(message),
    message.other ? make("p", { className: "chip" }, `(${Object.keys(message.other)[0].replaceAll("_", " ")})`) : null,
    text ? make("div", { className: "text", dir: "auto", lang: languageOf(text) }, rich(text, message.entities)) : null,
  ].filter((part) => part !== null);
}

function quote(message, scene) {
  if (!message.reply_to) return null;
  const original = scene.replied(message.reply_to);
  const words = original ? summary(original) : "a message that is gone";
  const button = make("button", { type: "button", className: "quote" },
    make("b", { dir: "auto" }, original ? scene.nameOf(original) : "Reply"), make("span", { dir: "auto" }, words));
  button.addEventListener("click", () => scene.goTo(message.reply_to));
  return button;
}

export function summary(message) {
  const words = (message.text || message.caption).replace(/\s+/g, " ");
  const kind = message.media ? kindName(message.media.kind) : "";
  const all = [kind, words].filter(Boolean).join(": ") || "Message";
  return all.length > 90 ? `${all.slice(0, 90)}…` : all;
}

function kindName(kind) {
  return { photo: "Photo", voice: "Voice note", document: "File" }[kind] ?? kind.replaceAll("_", " ");
}

function media(message) {
  if (!message.media) return null;
  const address = fileAddress(message.media.file);
  const { kind, name, size } = message.media;
  if (kind === "photo") return make("img", { className: "photo", src: address, alt: message.caption || "Photo" });
  if (kind === "voice") return voicePlayer(address);
  const words = make("span", {}, make("b", { dir: "auto" }, name || kindName(kind)), make("small", {}, spellSize(size)));
  return make("a", { className: "file", href: address, download: name || "file" }, icon("file"), words);
}

function spellSize(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1048576 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function foot(message) {
  const marks = [];
  if (message.protected) {
    marks.push(make("span", { className: "mark", title: "Protected: cannot be forwarded or saved" }, icon("lock"),
      make("span", { className: "unseen" }, "Protected from forwarding and saving")));
  }
  if (message.edited) marks.push(make("span", { className: "mark" }, "edited"));
  marks.push(make("time", { dateTime: new Date(message.date * 1000).toISOString() }, timeOf(message.date)));
  return make("p", { className: "foot", dir: "ltr", lang: "en" }, ...marks);
}

function keyboard(message, scene) {
  if (message.rows.length === 0) return null;
  const keys = make("div", { className: "keyboard" });
  message.rows.forEach((buttons) => {
    const line = make("div", { className: "keys" });
    buttons.forEach((button) => line.append(key(message, button, scene)));
    keys.append(line);
  });
  return keys;
}

function key(message, button, scene) {
  const label = make("span", { dir: "auto", lang: languageOf(button.text) }, button.text);
  if (button.url !== undefined) {
    const href = SAFE_LINK.test(button.url) ? button.url : null;
    return make("a", { className: "key", href, target: "_blank", rel: "noopener noreferrer" }, label, icon("out"));
  }
  const element = make("button", { type: "button", className: "key", data: { style: button.style ?? "" } }, label);
  if (button.copy !== undefined) {
    element.append(icon("copy"));
    element.title = "Copies to this phone; nothing is sent";
    element.addEventListener("click", () => scene.copy(button.copy));
  } else {
    element.addEventListener("click", () => scene.tap(message, button, element));
  }
  return element;
}

function reactions(message) {
  if (message.reactions.length === 0) return null;
  const counted = new Map();
  for (const { emoji } of message.reactions) counted.set(emoji, (counted.get(emoji) ?? 0) + 1);
  const pills = [...counted].map(([emoji, count]) => make("span", {}, count > 1 ? `${emoji} ${count}` : emoji));
  return make("p", { className: "reactions", "aria-label": `Reactions: ${[...counted.keys()].join(" ")}` }, ...pills);
}
