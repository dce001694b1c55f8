// One chat, played by one person (or, in the staff group, by several at once).

import { Composer } from "./composer.js";
import { MessageList } from "./list.js";
import { fromTemplate, icon } from "./make.js";
import * as play from "./play.js";
import { canEdit } from "./tools.js";
import { Toasts } from "./toasts.js";
import { Topics } from "./topics.js";

const ANSWER_DUE = 8000; // milliseconds after which a button stops waiting for the bot's answer
const ACTION_LASTS = 5200; // milliseconds after which Telegram no longer shows that the bot is writing

export class Pane {
  /** `mirrors` says whether the whole chat turns round for a right-to-left language, as a phone's does. */
  constructor(root, { mirrors, showsNames, nameOf, noticed }) {
    root.append(fromTemplate("pane"));
    root.querySelector(".empty").append(...root.querySelectorAll(":scope > .intro"));
    root.querySelector("h2").textContent = root.dataset.title;
    root.querySelector(".face").append(icon(root.dataset.face ?? "talk"));
    Object.assign(this, { root, mirrors, noticed });
    this.players = [];
    this.waiting = new Map(); // query id -> the button that waits
    this.answered = new Set(); // query ids
    this.#forget();
    const scene = {
      showsNames,
      nameOf: (message) => nameOf(message.from) ?? message.name,
      isMine: (message) => message.from === this.players[0],
      replied: (id) => this.messages.get(id),
      tap: (message, button, element) => this.#tap(message, button, element),
      copy: (words) => this.#copy(words),
      reply: (message) => this.composer.begin("reply", message),
      edit: (message) => this.composer.begin("edit", message),
      signOf: (message) => message.reactions.find((one) => one.from === this.players[0])?.emoji ?? "",
      react: (message, emoji) => this.#try(() => play.react({ ...this.#as(), message_id: message.message_id, emoji })),
      goTo: (id) => this.list.goTo(id),
    };
    this.list = new MessageList(root, scene);
    this.toasts = new Toasts(root.querySelector(".toasts"));
    this.topics = new Topics(root.querySelector(".topics"), () => this.#render(true));
    this.composer = new Composer(root.querySelector(".composer"), {
      deliver: (content) => this.#deliver(content),
      change: (message, text) => this.#try(() => play.edit({ ...this.#as(), message_id: message.message_id, text })),
      lastOwn: () => [...this.messages.values()].reverse().find((one) => scene.isMine(one) && canEdit(one)),
      complain: (words) => this.toasts.say(words, "trouble"),
    });
    root.querySelector(".start").addEventListener("click", () => this.#deliver({ text: "/start" }));
    root.querySelector(".block").addEventListener("click", () => this.#block(true));
    root.querySelector(".unblock").addEventListener("click", () => this.#block(false));
  }

  #forget() {
    this.messages = new Map();
    this.seq = 0;
    this.first = true;
  }

  /** Show `chat` as `players` see it; the first of them writes, all of them tap. */
  seat(chat, players) {
    const moved = chat !== this.chat;
    const same = !moved && String(players) === String(this.players);
    if (same) return Promise.resolve();
    Object.assign(this, { chat, players });
    this.#forget();
    if (moved) {
      this.list.clear();
      this.topics.clear();
      this.composer.clear();
    }
    return this.sync();
  }

  /** Fetch what is new. Calls that come while one is under way share the next one. */
  sync() {
    if (this.chat === undefined) return Promise.resolve();
    this.again = this.running !== undefined;
    this.running ??= this.#syncAll().finally(() => (this.running = undefined));
    return this.running;
  }

  async #syncAll() {
    do {
      this.again = false;
      await this.#syncOnce();
    } while (this.again);
  }

  async #syncOnce() {
    const { chat, players, seq, first } = this;
    const views = await Promise.all(players.map((player) => play.chat(chat, player, seq)));
    if (chat !== this.chat || players !== this.players) {
      this.again = true; // somebody else took the seat meanwhile
      return;
    }
    const [view] = views;
    this.seq = Math.min(...views.map((one) => one.seq));
    this.first = false;
    for (const message of view.messages) this.messages.set(message.message_id, message);
    if (!first) views.forEach((one, n) => this.#answers(one.toasts, players[n]));
    const fresh = view.messages.filter((one) => !one.deleted && !one.edited && one.from !== players[0]);
    this.topics.know(view.topics, first ? [] : fresh, this.composer.idle);
    this.#state(view);
    this.list.quietly(first, () => this.#render(view.messages.length > 0 || first));
    if (!first && fresh.length > 0) this.noticed?.(fresh.length);
  }

  #answers(toasts, player) {
    for (const toast of toasts) {
      if (this.answered.has(toast.query_id)) continue; // seen by two players at different moments, it comes twice
      this.answered.add(toast.query_id);
      this.#stopWaiting(toast.query_id);
      if (toast.text === "" || toast.text === null) continue;
      const words = this.players.length > 1 ? `${this.list.scene.nameOf({ from: player })}: ${toast.text}` : toast.text;
      if (toast.alert) this.toasts.ask(words);
      else this.toasts.say(words);
    }
  }

  #state(view) {
    // The first words of staff, `/start` and its answer, are no conversation yet: what to do next is still shown.
    const spoken = [...this.messages.values()].filter((one) => !one.deleted && !one.service).length;
    const begun = spoken > Number(this.root.dataset.greeting ?? 0) || view.topics.length > 0;
    this.root.dataset.empty = begun ? "no" : "yes";
    this.root.dataset.fresh = view.kind === "private" && this.messages.size === 0 ? "yes" : "no";
    this.root.dataset.blocked = view.blocked ? "yes" : "no";
    this.root.querySelector(".doing").textContent = view.action ? "writing…" : "";
    clearTimeout(this.quiet);
    if (view.action) this.quiet = setTimeout(() => this.sync(), ACTION_LASTS);
  }

  #render(changed) {
    if (!changed) return;
    const there = [...this.messages.values()].filter((one) => !one.deleted && this.topics.holds(one));
    const messages = there.sort((a, b) => a.message_id - b.message_id);
    if (this.mirrors) this.root.querySelector(".device").dir = mostly(messages);
    this.list.show(messages, String(this.players));
  }

  #as(player = this.players[0]) {
    return { from: player, chat: this.chat };
  }

  async #deliver(content) {
    const thread = this.topics.current ? { thread: this.topics.current } : {};
    const sent = await this.#try(() => play.send({ ...this.#as(), ...thread, ...content }));
    if (sent) this.list.toEnd();
    return sent;
  }

  async #block(blocked) {
    this.root.querySelector(".more").open = false;
    if (!(await this.#try(() => play.setBlocked(this.players[0], blocked)))) return;
    this.root.querySelector(blocked ? ".unblock" : ".composer textarea").focus();
  }

  /** What goes is the data that the screen shows, as from a real phone: the bot may have changed the message since. */
  async #tap(message, { data }, element) {
    element.setAttribute("aria-busy", "true");
    const tapAs = (player) => play.tap({ ...this.#as(player), message_id: message.message_id, data });
    const asked = await this.#try(async () => {
      const queries = await Promise.all(this.players.map(tapAs));
      for (const { query_id: query } of queries) this.waiting.set(query, element);
      return queries;
    });
    if (!asked) return element.removeAttribute("aria-busy");
    return setTimeout(() => asked.forEach(({ query_id: query }) => this.#stopWaiting(query)), ANSWER_DUE);
  }

  #stopWaiting(query) {
    this.waiting.get(query)?.removeAttribute("aria-busy");
    this.waiting.delete(query);
  }

  async #copy(words) {
    try {
      await navigator.clipboard.writeText(words);
      this.toasts.say(`Copied: ${words}`);
    } catch {
      this.toasts.say(words);
    }
  }

  /** What the sandbox refuses is said where it was tried. */
  async #try(act) {
    try {
      const done = await act();
      await this.sync();
      return done;
    } catch (refused) {
      this.toasts.say(refused.message, "trouble");
      return undefined;
    }
  }
}

/**
 * A phone set to Arabic shows the whole chat from the right: as she writes herself, or as most of the bot's newest
 * messages run. An advocate who answers in English does not turn it round.
 */
function mostly(messages) {
  const worded = messages.filter((message) => message.text || message.caption);
  const right = (some) => some.filter((message) => message.direction === "rtl").length;
  const hers = worded.filter((message) => message.from !== "bot").slice(-1);
  const newest = worded.filter((message) => message.from === "bot").slice(-3);
  return right(hers) || right(newest) * 2 > newest.length ? "rtl" : "ltr";
}
