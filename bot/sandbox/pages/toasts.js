// What the bot answers to a tap: a line that goes by itself, or a box that waits for OK.

import { languageOf } from "./speech.js";
import { make } from "./make.js";

const READ_FOR = 3500; // milliseconds, and more for longer words
const PER_LETTER = 45;

export class Toasts {
  constructor(root) {
    this.root = root;
  }

  say(words, kind = "note") {
    const line = make("p", { className: `toast ${kind}`, dir: "auto", lang: languageOf(words) }, words);
    this.root.append(line);
    setTimeout(() => line.remove(), READ_FOR + PER_LETTER * words.length);
  }

  /** An alert stays until it is dismissed. */
  ask(words) {
    const ok = make("button", { type: "button" }, "OK");
    const box = make("div", { className: "toast alert", role: "alertdialog", "aria-label": "The bot says" },
      make("p", { dir: "auto", lang: languageOf(words) }, words), ok);
    const before = document.activeElement;
    const close = () => {
      box.remove();
      if (before?.isConnected) before.focus();
    };
    ok.addEventListener("click", close);
    box.addEventListener("keydown", (event) => event.key === "Escape" && close());
    this.root.append(box);
    ok.focus();
  }
}
