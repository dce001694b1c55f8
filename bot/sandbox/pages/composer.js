// Where a person writes: text, pictures, voice notes, files; a reply or an edit names the message it belongs to.

import { summary } from "./bubble.js";
import { make, spell } from "./make.js";
import { base64, canRecord, record, sampleAlbum, samplePicture, sampleVoice } from "./samples.js";

const SAMPLE_PLACE = { location: { latitude: 51.5, longitude: -0.1 } }; // the middle of London, nobody's home

/** `deliver(content)` sends, `change(message, text)` edits, `lastOwn()` finds what to edit, `complain(words)` tells. */
export class Composer {
  constructor(form, { deliver, change, lastOwn, complain }) {
    Object.assign(this, { form, deliver, change, lastOwn, complain });
    this.context = null; // {kind: "reply" | "edit", message}
    this.recording = null;
    this.field = form.querySelector("textarea");
    this.menu = form.querySelector("details");
    this.#listen();
  }

  get idle() {
    return this.field.value === "" && this.context === null && this.recording === null;
  }

  #listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.field.addEventListener("input", () => this.#fit());
    this.form.querySelector(".drop").addEventListener("click", () => this.clear());
    for (const button of this.form.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => this.#attach(button.dataset.do));
    }
    for (const picker of this.form.querySelectorAll("input[type=file]")) {
      picker.addEventListener("change", () => this.#picked(picker));
    }
    this.form.querySelector("[data-do=record]").hidden = !canRecord();
    this.form.querySelector(".stop").addEventListener("click", () => this.#endRecording(true));
    this.form.querySelector(".throw").addEventListener("click", () => this.#endRecording(false));
  }

  #key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "Escape" && this.context !== null) {
      this.clear();
    } else if (event.key === "ArrowUp" && this.field.value === "") {
      this.#editLast(event);
    }
  }

  #editLast(event) {
    const last = this.lastOwn();
    if (last === undefined) return;
    event?.preventDefault();
    this.begin("edit", last);
  }

  #fit() {
    this.field.style.blockSize = "auto";
    this.field.style.blockSize = `${Math.min(this.field.scrollHeight, 140)}px`;
  }

  begin(kind, message) {
    this.context = { kind, message };
    const bar = this.form.querySelector(".context");
    bar.hidden = false;
    bar.querySelector("b").textContent = kind === "edit" ? "Editing" : "Reply";
    bar.querySelector("span").textContent = summary(message);
    if (kind === "edit") this.field.value = message.text || message.caption;
    this.#fit();
    this.field.focus();
  }

  clear() {
    if (this.context?.kind === "edit") this.field.value = "";
    this.context = null;
    this.form.querySelector(".context").hidden = true;
    this.#fit();
  }

  async #submit() {
    const text = this.field.value.trim();
    if (text === "") return;
    const context = this.context;
    this.field.value = "";
    this.clear();
    const editing = context?.kind === "edit";
    const done = editing ? this.change(context.message, text) : this.deliver({ text, ...replying(context) });
    if (!(await done) && this.field.value === "") this.field.value = text; // refused: her words stay hers
    this.#fit();
  }

  async #attach(what) {
    this.menu.open = false;
    if (what === "pick-photo" || what === "pick-file") this.form.querySelector(`input[name=${what}]`).click();
    if (what === "edit-last") this.#editLast();
    if (what === "start") await this.deliver({ text: "/start" });
    if (what === "record") await this.#beginRecording();
    if (what === "sample-photo") await this.#media("photo", await samplePicture());
    if (what === "sample-album") await this.#album("photo", await sampleAlbum());
    if (what === "sample-place") await this.deliver({ raw: SAMPLE_PLACE });
    if (what === "sample-voice") await this.#media("voice", await sampleVoice());
  }

  async #picked(picker) {
    const files = [...picker.files];
    const kind = picker.name === "pick-photo" ? "photo" : "document";
    const read = async (file) => ({ bytes: await base64(file), name: file.name, mime: file.type });
    await this.#album(kind, await Promise.all(files.map(read)));
    picker.value = "";
  }

  /** What is chosen together goes together. */
  async #album(kind, files) {
    const album = files.length > 1 ? { album: String(Date.now()) } : {};
    for (const file of files) await this.#media(kind, { ...file, ...album });
  }

  async #media(kind, { bytes, name, mime, album }) {
    const caption = this.field.value.trim();
    const content = { [kind]: bytes, ...replying(this.context) };
    if (kind === "document") content.file_name = name;
    if (mime) content.mime = mime;
    if (album) content.album = album;
    if (caption) content.caption = caption;
    this.field.value = "";
    this.clear();
    if (!(await this.deliver(content)) && this.field.value === "") this.field.value = caption;
  }

  async #beginRecording() {
    try {
      this.recording = await record();
    } catch {
      this.complain("No microphone may be used here. Send the sample voice note instead.");
      return;
    }
    const began = performance.now();
    const time = this.form.querySelector(".recorded");
    const show = () => (time.textContent = spell((performance.now() - began) / 1000));
    show();
    this.ticking = setInterval(show, 500);
    this.form.dataset.recording = "";
    this.form.querySelector(".stop").focus();
  }

  async #endRecording(keep) {
    const recording = this.recording;
    clearInterval(this.ticking);
    this.recording = null;
    delete this.form.dataset.recording;
    this.field.focus();
    if (!keep) return recording?.cancel();
    return recording && this.#media("voice", await recording.stop());
  }
}

function replying(context) {
  return context?.kind === "reply" ? { reply_to: context.message.message_id } : {};
}
