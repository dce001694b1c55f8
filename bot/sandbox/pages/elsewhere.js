// Who has something new while somebody else's chat is shown: one button with her name, which shows hers.

import { make } from "./make.js";

export class Elsewhere {
  /** `show(id)` seats her in this pane. */
  constructor(button, show) {
    Object.assign(this, { button });
    this.fresh = new Map(); // person -> {name, count}, the newest last
    button.addEventListener("click", () => show([...this.fresh.keys()].at(-1)));
  }

  comes(id, name) {
    const count = (this.fresh.get(id)?.count ?? 0) + 1;
    this.fresh.delete(id);
    this.fresh.set(id, { name, count });
    this.#show();
  }

  seen(id) {
    this.fresh.delete(id);
    this.#show();
  }

  #show() {
    const last = [...this.fresh.values()].at(-1);
    this.button.hidden = last === undefined;
    if (!last) return;
    const count = make("span", { className: "count" }, String(last.count), make("span", { className: "unseen" }, " new"));
    this.button.replaceChildren(make("bdi", {}, last.name), " ", count);
  }
}
