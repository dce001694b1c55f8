// A picture and a voice note to send when there is none at hand, and a way to record a real one.

const RATE = 8000; // samples a second: enough for a tone, and small
const KINDS = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"]; // Telegram's own first

export const samplePicture = () => picture(paintPassport);

/** What somebody might send together: her passport, a payslip, a contract. */
export const sampleAlbum = () =>
  Promise.all([paintPassport, paintPaper("PAYSLIP", 4), paintPaper("CONTRACT", 9)].map(picture));

async function picture(paint) {
  const canvas = document.createElement("canvas");
  canvas.width = 960;
  canvas.height = 640;
  const pen = canvas.getContext("2d");
  paintTable(pen);
  paint(pen);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.86));
  return { bytes: await base64(blob), mime: "image/jpeg" };
}

function paintTable(pen) {
  const table = pen.createLinearGradient(0, 0, 960, 640);
  table.addColorStop(0, "#c9b291");
  table.addColorStop(1, "#8f7350");
  pen.fillStyle = table;
  pen.fillRect(0, 0, 960, 640);
  pen.translate(480, 330);
  pen.rotate(-0.07);
  pen.textAlign = "center";
  pen.shadowColor = "rgb(0 0 0 / 45%)";
  pen.shadowBlur = 40;
  pen.shadowOffsetY = 18;
}

function paintPassport(pen) {
  pen.fillStyle = "#1f3f55";
  pen.beginPath();
  pen.roundRect(-180, -260, 360, 520, 18);
  pen.fill();
  pen.shadowColor = "transparent";
  pen.strokeStyle = pen.fillStyle = "#e2c987";
  pen.lineWidth = 5;
  pen.font = "600 34px sans-serif";
  pen.fillText("SAMPLE", 0, -185);
  for (const [wide, tall] of [[84, 84], [36, 84], [84, 26]]) {
    pen.beginPath();
    pen.ellipse(0, -20, wide, tall, 0, 0, 2 * Math.PI);
    pen.stroke();
  }
  pen.font = "600 42px sans-serif";
  pen.fillText("PASSPORT", 0, 150);
  pen.strokeRect(-26, 190, 52, 34);
}

/** A sheet of paper with a heading and so many lines that say nothing. */
function paintPaper(heading, lines) {
  return (pen) => {
    pen.fillStyle = "#fbf8f1";
    pen.fillRect(-210, -285, 420, 570);
    pen.shadowColor = "transparent";
    pen.fillStyle = "#3b4a4f";
    pen.font = "600 24px sans-serif";
    pen.fillText("SAMPLE", 0, -225);
    pen.font = "600 44px sans-serif";
    pen.fillText(heading, 0, -160);
    pen.fillStyle = "#c3cac6";
    for (let line = 0; line < lines; line += 1) {
      pen.fillRect(-160, -100 + 36 * line, line % 3 === 2 ? 190 : 320, 12);
    }
  };
}

export async function sampleVoice() {
  const seconds = 2.4;
  const samples = new Int16Array(RATE * seconds);
  for (let n = 0; n < samples.length; n += 1) samples[n] = 9000 * hum(n / RATE, seconds);
  const blob = new Blob([waveHeader(samples.byteLength), samples], { type: "audio/wav" });
  return { bytes: await base64(blob), mime: "audio/wav" };
}

// Three soft notes one after the other, each fading: plainly a sample, and kind to the ear.
function hum(time, seconds) {
  const part = seconds / 3;
  const note = [294, 370, 440][Math.min(2, Math.floor(time / part))];
  const into = (time % part) / part;
  return Math.sin(2 * Math.PI * note * time) * Math.sin(Math.PI * into) ** 2;
}

function waveHeader(size) {
  const view = new DataView(new ArrayBuffer(44));
  const words = (at, text) => [...text].forEach((letter, n) => view.setUint8(at + n, letter.charCodeAt(0)));
  words(0, "RIFF");
  view.setUint32(4, 36 + size, true);
  words(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  words(36, "data");
  view.setUint32(40, size, true);
  return view.buffer;
}

export const canRecord = () => Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);

// Starts at once; `stop()` gives the recording, `cancel()` throws it away. Both let the microphone go.
export async function record() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const type = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
  const recorder = new MediaRecorder(stream, type ? { mimeType: type } : {});
  const pieces = [];
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  const ended = new Promise((done) => recorder.addEventListener("stop", done, { once: true }));
  recorder.start();
  const end = async () => {
    recorder.stop();
    for (const track of stream.getTracks()) track.stop();
    await ended;
  };
  const stop = async () => {
    await end();
    return { bytes: await base64(new Blob(pieces)), mime: recorder.mimeType.split(";")[0] };
  };
  return { stop, cancel: end };
}

export async function base64(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
