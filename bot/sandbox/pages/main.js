// The page: who plays whom, and the loop that hears what is new.

import { Bar } from "./bar.js";
import { Elsewhere } from "./elsewhere.js";
import { make } from "./make.js";
import { closeLikeMenus } from "./menus.js";
import { Pane } from "./pane.js";
import * as play from "./play.js";
import { Tabs } from "./tabs.js";

const AGAIN = 1500; // milliseconds before asking a sandbox that does not answer once more
const ANOTHER = "another"; // makes one more worker
const EVERYBODY = "everybody"; // all of the group tap at once

class Page {
  constructor() {
    this.names = new Map();
    this.seq = 0;
    this.tabs = new Tabs(document.querySelector(".tabs"), document.querySelector("main"));
    const nameOf = (id) => this.names.get(id);
    const pane = (name, looks) => new Pane(document.querySelector(`[data-pane=${name}]`),
      { nameOf, noticed: (count) => this.tabs.notice(name, count), ...looks });
    this.worker = pane("worker", { mirrors: true, showsNames: false });
    this.group = pane("group", { mirrors: false, showsNames: true });
    this.advocate = pane("advocate", { mirrors: false, showsNames: false });
    this.elsewhere = {
      worker: new Elsewhere(this.worker.root.querySelector(".elsewhere"), (id) => this.playWorker(id)),
      advocate: new Elsewhere(this.advocate.root.querySelector(".elsewhere"), (id) => this.playStaff(String(id))),
    };
    this.bar = new Bar(document);
    this.#choosers();
  }

  #choosers() {
    const select = (name) => this[name].root.querySelector("select");
    this.choose = { worker: select("worker"), group: select("group"), advocate: select("advocate") };
    this.choose.worker.addEventListener("change", async () => {
      const { value } = this.choose.worker;
      await this.playWorker(value === ANOTHER ? await this.#anotherWorker() : Number(value));
    });
    this.choose.group.addEventListener("change", () => this.playStaff(this.choose.group.value));
    this.choose.advocate.addEventListener("change", () => this.playStaff(this.choose.advocate.value));
  }

  async #anotherWorker() {
    const { id } = await play.makePerson(`Worker ${this.workers.length + 1}`);
    await this.meet();
    return id;
  }

  /** Who there is. People in a group are its staff; everybody else is a worker. */
  async meet() {
    const world = await play.world();
    const group = world.groups.findLast((one) => !one.migrated_to);
    this.names = new Map(world.people.map((person) => [person.id, person.name]));
    this.names.set("bot", world.profile["name:"] || world.bot.name);
    this.staff = group?.members ?? [];
    const inGroups = new Set(world.groups.flatMap((one) => one.members));
    this.workers = world.people.map((person) => person.id).filter((id) => !inGroups.has(id));
    if (this.workers.length === 0) return this.#anotherWorker();
    document.body.dataset.staff = this.staff.length > 0 ? "yes" : "no";
    this.groupId = group?.id;
    this.#label(world, group);
    this.bar.take(world);
    await this.playWorker(this.workers.includes(this.worker.players[0]) ? this.worker.players[0] : this.workers[0]);
    if (this.staff.length > 0) await this.#seatStaff();
    return world;
  }

  #label(world, group) {
    const bot = this.names.get("bot");
    for (const pane of [this.worker, this.advocate]) pane.root.querySelector(".chat-name").textContent = bot;
    this.group.root.querySelector(".chat-name").textContent = group?.title ?? "No staff group yet";
    this.worker.root.querySelector(".description").textContent = world.profile["description:"] ?? "";
    const count = this.staff.length;
    this.group.root.querySelector(".chat-kind").textContent = `${count} staff and the bot`;
  }

  #seatStaff() {
    const wanted = this.choose.group.value;
    const known = wanted === EVERYBODY || this.staff.includes(Number(wanted));
    return this.playStaff(known ? wanted : String(this.staff[0]));
  }

  async playWorker(id) {
    const entries = this.workers.map((one) => [one, this.names.get(one)]);
    fill(this.choose.worker, [...entries, [ANOTHER, "Another worker…"]], id);
    this.elsewhere.worker.seen(id);
    await this.worker.seat(id, [id]);
  }

  /** Who acts in the group is also whose private chat is shown, so that what follows a tap is seen. */
  async playStaff(value) {
    const entries = this.staff.map((one) => [one, this.names.get(one)]);
    const everybody = this.staff.length > 1 ? [[EVERYBODY, "Everybody at once"]] : [];
    const all = value === EVERYBODY;
    const shown = all ? (this.advocate.players[0] ?? this.staff[0]) : Number(value);
    const players = all ? [shown, ...this.staff.filter((one) => one !== shown)] : [shown];
    fill(this.choose.group, [...entries, ...everybody], all ? EVERYBODY : shown);
    fill(this.choose.advocate, entries, shown);
    this.elsewhere.advocate.seen(shown);
    await Promise.all([this.group.seat(this.groupId, players), this.advocate.seat(shown, [shown])]);
  }

  /** Hears what is new and shows it, until the sandbox goes away. Whatever stands here afterwards is met afresh. */
  async follow() {
    for (;;) {
      try {
        await this.#hear(await play.events(this.seq));
      } catch (fault) {
        if (fault instanceof play.Refused && fault.status === 0) break;
        reportError(fault); // one chat that cannot be shown does not silence the others
        await pause(AGAIN);
      }
    }
    document.body.dataset.cut = "yes";
    while (!(await play.world().catch(() => undefined))) await pause(AGAIN);
    location.reload();
  }

  async #hear(news) {
    const opening = this.seq === 0; // all that was there before
    this.seq = news.seq;
    const changes = news.gap ? [{ what: "group" }] : news.changes;
    if (changes.some(({ what }) => ["person", "group", "member", "bot", "clock"].includes(what))) await this.meet();
    const touched = new Set(changes.map(({ chat }) => chat));
    const panes = [this.worker, this.group, this.advocate].filter((pane) => news.gap || touched.has(pane.chat));
    await Promise.all(panes.map((pane) => pane.sync()));
    if (!opening) this.#notice(changes);
  }

  /** What comes for somebody whose chat is not shown. */
  #notice(changes) {
    for (const { chat, what } of changes) {
      const name = what === "message" && this.names.get(chat);
      if (!name || chat === this.worker.chat || chat === this.advocate.chat) continue;
      (this.staff.includes(chat) ? this.elsewhere.advocate : this.elsewhere.worker).comes(chat, name);
    }
  }
}

const pause = (time) => new Promise((done) => setTimeout(done, time));

function fill(select, entries, chosen) {
  const options = entries.map(([value, label]) => make("option", { value: String(value) }, label));
  const alike = (one, n) => one.value === select[n].value && one.label === select[n].label;
  if (options.length !== select.length || !options.every(alike)) select.replaceChildren(...options);
  select.value = String(chosen);
}

closeLikeMenus(document);
const page = new Page();
page.meet().then(() => (document.body.dataset.ready = "yes")).finally(() => page.follow());
