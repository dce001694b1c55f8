// The messages of a chat on the screen: what is new is added, what changed is replaced in place, what is gone fades.

import { bubble } from "./bubble.js";
import { calm, dayOf, make } from "./make.js";

const NEAR_END = 80; // pixels from the end that still count as reading the newest

export class MessageList {
  constructor(root, scene) {
    this.root = root;
    this.list = root.querySelector(".messages");
    this.scroller = root.querySelector(".scroller");
    this.newest = root.querySelector(".newest");
    this.scene = scene;
    this.shown = new Map(); // message id -> {element, seq, look}
    this.newest.addEventListener("click", () => this.toEnd());
    this.scroller.addEventListener("scroll", () => this.#scrolled());
    // A picture that arrives or a window that shrinks must not push the newest words out of sight.
    const watch = new ResizeObserver(() => this.stuck && this.toEnd());
    watch.observe(this.list);
    watch.observe(this.scroller);
    this.stuck = true;
    this.top = 0;
  }

  /** `messages` in order. `look` is whatever else changes how they are shown, such as who looks at them. */
  show(messages, look) {
    const stuck = this.stuck;
    const wanted = new Set(messages.map((message) => message.message_id));
    for (const [id, { element }] of this.shown) if (!wanted.has(id)) this.#drop(id, element);
    let added = false;
    for (const message of messages) added = this.#place(message, look) || added;
    this.#days(messages);
    if (stuck) this.toEnd();
    else if (added) this.newest.hidden = false;
  }

  /** What was there before the page was opened is not read aloud all at once. */
  quietly(quiet, act) {
    this.scroller.setAttribute("aria-live", quiet ? "off" : "polite");
    act();
    if (quiet) requestAnimationFrame(() => this.scroller.setAttribute("aria-live", "polite"));
  }

  #place(message, look) {
    const known = this.shown.get(message.message_id);
    if (known && known.seq === message.seq && known.look === look) return false;
    const element = bubble(message, this.scene);
    this.shown.set(message.message_id, { element, seq: message.seq, look });
    if (known) {
      const focused = known.element.contains(document.activeElement);
      known.element.replaceWith(element);
      if (focused) element.focus({ preventScroll: true });
      return false;
    }
    element.classList.add("arriving");
    this.list.append(element);
    return true;
  }

  #drop(id, element) {
    this.shown.delete(id);
    if (calm()) return element.remove();
    element.setAttribute("aria-hidden", "true");
    const fade = element.animate({ opacity: [1, 0], transform: ["none", "scale(0.96)"] }, 180);
    return fade.finished.then(() => element.remove());
  }

  // A line that stands already is left alone, or it would be read aloud again with every message.
  #days(messages) {
    const stale = new Set(this.list.querySelectorAll(".day"));
    let day = "";
    for (const message of messages) {
      if (dayOf(message.date) === day) continue;
      day = dayOf(message.date);
      const { element } = this.shown.get(message.message_id);
      const before = element.previousElementSibling;
      if (before?.matches(".day") && before.textContent === day) stale.delete(before);
      else element.before(make("li", { className: "day" }, make("span", {}, day)));
    }
    for (const line of stale) line.remove();
  }

  // Only going back up lets go of the end: a list that has just grown under the reader does not.
  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    if (clientHeight === 0) return;
    if (scrollHeight - scrollTop - clientHeight < NEAR_END) {
      this.stuck = true;
      this.newest.hidden = true;
    } else if (scrollTop < this.top) {
      this.stuck = false;
    }
    this.top = scrollTop;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.stuck = true;
    this.newest.hidden = true;
  }

  goTo(id) {
    const found = this.shown.get(id)?.element;
    if (!found) return;
    found.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
    found.focus({ preventScroll: true });
  }

  clear() {
    this.list.replaceChildren();
    this.shown.clear();
    this.toEnd();
  }
}
