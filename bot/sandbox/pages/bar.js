// The top of the page: what time it is there, and what is made to go wrong.

import { shortDayOf, timeOf } from "./make.js";
import * as play from "./play.js";

// One call in three: often enough to be seen within a minute, seldom enough that a conversation goes on.
const OFTEN = 0.3;

export class Bar {
  constructor(page) {
    this.moment = page.querySelector(".moment");
    this.moved = page.querySelector(".moved");
    this.count = page.querySelector(".faults .count");
    this.topics = page.querySelector("[name=topics]");
    this.chances = [...page.querySelectorAll(".faults [data-fault]")];
    this.phones = page;
    this.ahead = 0; // seconds the sandbox's time runs ahead of this machine's
    for (const button of page.querySelectorAll("[data-advance]")) {
      button.addEventListener("click", () => this.#move(Number(button.dataset.advance)));
    }
    for (const box of this.chances) {
      box.addEventListener("change", () => this.#fault({ [box.dataset.fault]: box.checked ? OFTEN : 0 }));
    }
    this.topics.addEventListener("change", () => play.setTopics(this.topics.checked));
    const help = page.querySelector("dialog");
    page.querySelector(".help").addEventListener("click", () => help.showModal());
    setInterval(() => this.#tick(), 1000);
    play.faults().then((faults) => this.#showFaults(faults));
  }

  /** What the world says of itself. */
  take(world) {
    this.ahead = world.now - Date.now() / 1000;
    this.topics.checked = world.topics;
    this.#tick();
  }

  async #move(seconds) {
    const { unix } = await play.advance(seconds);
    this.ahead = unix - Date.now() / 1000;
    this.#tick();
  }

  #tick() {
    const now = Date.now() / 1000 + this.ahead;
    const shown = timeOf(now);
    if (this.moment.querySelector("b").textContent === shown && this.shownAhead === Math.round(this.ahead)) return;
    this.shownAhead = Math.round(this.ahead);
    this.moment.dateTime = new Date(now * 1000).toISOString();
    this.moment.querySelector("b").textContent = shown;
    this.moment.querySelector("span").textContent = shortDayOf(now);
    this.moved.textContent = this.ahead > 30 ? `moved on by ${lasting(this.ahead)}` : "";
    for (const clock of this.phones.querySelectorAll(".status time")) clock.textContent = shown;
  }

  async #fault(wanted) {
    this.#showFaults(await play.setFaults(wanted));
  }

  #showFaults(faults) {
    for (const box of this.chances) box.checked = faults[box.dataset.fault] > 0;
    const on = this.chances.filter((box) => box.checked).length;
    this.count.hidden = on === 0;
    this.count.querySelector("b").textContent = String(on);
  }
}

function lasting(seconds) {
  const minutes = Math.round(seconds / 60);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  const parts = [days && `${days} d`, hours && `${hours} h`, minutes % 60 && `${minutes % 60} min`];
  return parts.filter(Boolean).join(" ");
}
