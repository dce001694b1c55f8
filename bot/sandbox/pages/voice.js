// A voice note: one button, a line that fills, the time.

import { icon, make, spell } from "./make.js";

const HEIGHTS = [5, 9, 14, 8, 16, 20, 12, 7, 15, 18, 10, 6, 13, 19, 11, 8, 16, 9, 6, 12, 17, 10, 5, 8];

export function voicePlayer(address) {
  const audio = make("audio", { src: address, preload: "metadata" });
  const button = make("button", { type: "button", className: "play" });
  const bars = make("span", { className: "bars", "aria-hidden": "true" });
  for (const height of HEIGHTS) {
    const bar = make("i");
    bar.style.blockSize = `${height}px`;
    bars.append(bar);
  }
  const time = make("span", { className: "length" });
  const player = make("div", { className: "voice" }, button, bars, time, audio);

  const show = () => {
    const playing = !audio.paused && !audio.ended;
    button.setAttribute("aria-label", playing ? "Pause the voice note" : "Play the voice note");
    button.replaceChildren(icon(playing ? "pause" : "play"));
  };
  const progress = () => {
    const share = Number.isFinite(audio.duration) ? audio.currentTime / audio.duration : 0;
    [...bars.children].forEach((bar, n) => bar.classList.toggle("heard", n < share * bars.children.length));
    if (Number.isFinite(audio.duration)) time.textContent = spell(audio.paused ? audio.duration : audio.currentTime);
  };
  button.addEventListener("click", () => (audio.paused ? audio.play().catch(() => cannot(player)) : audio.pause()));
  show();
  for (const event of ["play", "pause", "ended"]) audio.addEventListener(event, show);
  for (const event of ["timeupdate", "loadedmetadata", "ended"]) audio.addEventListener(event, progress);
  return player;
}

function cannot(player) {
  player.querySelector(".length").textContent = "cannot be played here";
}
