// On a narrow screen one pane is shown at a time; the others say how much is new in them.

export class Tabs {
  constructor(nav, main) {
    this.main = main;
    this.buttons = new Map([...nav.querySelectorAll("button")].map((button) => [button.dataset.shows, button]));
    this.fresh = new Map();
    for (const [name, button] of this.buttons) button.addEventListener("click", () => this.show(name));
    this.show("worker");
  }

  show(name) {
    this.shown = name;
    this.main.dataset.shown = name;
    this.fresh.delete(name);
    for (const [each, button] of this.buttons) {
      if (each === name) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
      this.#count(each);
    }
  }

  notice(name, count) {
    if (name === this.shown) return;
    this.fresh.set(name, (this.fresh.get(name) ?? 0) + count);
    this.#count(name);
  }

  #count(name) {
    const mark = this.buttons.get(name).querySelector(".count");
    mark.hidden = !this.fresh.has(name);
    mark.querySelector("b").textContent = String(this.fresh.get(name) ?? "");
  }
}
