// The topics of a chat as tabs. Without topics there are no tabs, and every message is shown.

import { make } from "./make.js";

const GENERAL = 0;

export class Topics {
  constructor(root, changed) {
    this.root = root;
    this.changed = changed;
    this.clear();
    root.addEventListener("keydown", (event) => this.#arrows(event));
  }

  clear() {
    this.known = [];
    this.unread = new Map();
    this.current = GENERAL;
    this.root.replaceChildren();
    this.root.hidden = true;
  }

  holds(message) {
    if (this.known.length === 0) return true;
    return (message.thread ?? GENERAL) === this.current;
  }

  /** `idle`: nobody is writing here, so a topic that has just been opened may come to the front. */
  know(topics, fresh, idle) {
    const had = new Set(this.known.map((topic) => topic.thread));
    const opened = topics.filter((topic) => !had.has(topic.thread));
    const before = this.current;
    this.known = topics;
    if (this.current !== GENERAL && !topics.some((topic) => topic.thread === this.current)) this.current = GENERAL;
    if (opened.length > 0 && idle) this.current = opened.at(-1).thread;
    for (const { thread } of fresh) this.unread.set(thread ?? GENERAL, (this.unread.get(thread ?? GENERAL) ?? 0) + 1);
    this.unread.delete(this.current);
    this.#show();
    if (before !== this.current || opened.length > 0) this.changed();
  }

  #show() {
    this.root.hidden = this.known.length === 0;
    const focused = this.root.contains(document.activeElement);
    const tabs = [{ thread: GENERAL, name: "General" }, ...this.known].map((topic) => this.#tab(topic));
    this.root.replaceChildren(...tabs);
    if (focused) this.root.querySelector("[aria-selected=true]").focus();
  }

  #tab({ thread, name }) {
    const chosen = thread === this.current;
    const unread = this.unread.get(thread) ?? 0;
    const looks = { type: "button", role: "tab", "aria-selected": String(chosen), tabIndex: chosen ? 0 : -1 };
    const tab = make("button", { ...looks, data: { thread } }, make("span", { dir: "auto" }, name));
    const said = make("span", { className: "unseen" }, " new");
    if (unread > 0) tab.append(make("span", { className: "count" }, String(unread), said));
    tab.addEventListener("click", () => this.#choose(thread));
    return tab;
  }

  #choose(thread) {
    this.current = thread;
    this.unread.delete(thread);
    this.#show();
    this.changed();
  }

  #arrows(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const tabs = [...this.root.children];
    const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
    this.#choose(Number(next.dataset.thread));
    this.root.querySelector("[aria-selected=true]").focus();
  }
}
