/* Records a story in the browser, sends it once, and shows the words as they come. The recording
   is only in the memory of this page. */

const TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
const BITS = 32000;

/* On a page in another language the tag of this script brings the words along. */
const WORDS = JSON.parse(document.querySelector('script[src*="/spreken.js"]')?.dataset.words ?? "{}");
const worded = (text, values = {}) => (WORDS[text] ?? text).replace(/\{(\w+)\}/g, (_, name) => values[name]);

const SENTENCES = {
  listening: worded("Wij nemen op. Praat rustig. U mag ook even stil zijn."),
  stopped: worded("Uw opname is klaar. Maak er tekst van, of begin opnieuw."),
  full: worded("De tijd is om. Wat u zei, is opgenomen. Maak er tekst van."),
  sending: worded("Wij sturen uw opname naar onze computer. Laat deze bladzijde open."),
  waiting: worded("Er is iemand voor u. Daarna zijn wij met uw opname bezig. Laat deze bladzijde open."),
  writing: worded("Wij schrijven op wat u zei. Laat deze bladzijde open."),
  done: worded("Klaar. De opname is weg. Lees nu uw tekst: de computer hoort weleens iets verkeerd."),
  refused: worded("Uw browser laat ons niet luisteren. Zet de microfoon aan voor deze website, of typ uw verhaal."),
  offline: worded("Geen verbinding. Uw opname staat nog op dit scherm. Probeer het zo nog een keer."),
  ready: worded("Kies ‘Begin met opnemen’. Uw browser vraagt dan of wij mogen luisteren."),
};

const place = document.querySelector("[data-recorder]");
const canRecord = navigator.mediaDevices?.getUserMedia && window.MediaRecorder;
document.querySelectorAll("[data-no-script]").forEach((part) => part.remove());
if (place && canRecord) offerRecording(place);

function offerRecording(place) {
  const part = (name) => document.querySelector(`[data-${name}]`);
  const buttons = { begin: part("begin"), stop: part("stop"), write: part("write"), again: part("again") };
  const longest = Number(place.dataset.seconds);
  let recorder = null;
  let recording = null;
  let ticking = 0;

  const say = (name) => { part("state").textContent = SENTENCES[name] ?? name; };
  const show = (...names) => {
    for (const [name, button] of Object.entries(buttons)) button.hidden = !names.includes(name);
    buttons[names[0]]?.focus();
  };
  const tick = (started) => {
    const seconds = Math.min(longest, Math.floor((Date.now() - started) / 1000));
    part("time").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds >= longest && recorder?.state === "recording") { recorder.stop(); say("full"); }
  };

  async function begin() {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
    } catch {
      say("refused");
      return;
    }
    const type = TYPES.find((kind) => MediaRecorder.isTypeSupported(kind));
    const chunks = [];
    recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: BITS });
    recorder.addEventListener("dataavailable", (event) => chunks.push(event.data));
    recorder.addEventListener("stop", () => {
      clearInterval(ticking);
      stream.getTracks().forEach((track) => track.stop());
      recording = new Blob(chunks, { type: recorder.mimeType.split(";")[0] });
      if (part("state").textContent !== SENTENCES.full) say("stopped");
      show("write", "again");
    });
    recorder.start(1000);
    const started = Date.now();
    tick(started);
    ticking = setInterval(() => tick(started), 250);
    say("listening");
    show("stop");
  }

  async function write() {
    show();
    say("sending");
    let outcome;
    try {
      outcome = await send(recording);
    } catch {
      say("offline");
      show("write", "again");
      return;
    }
    say(outcome);
    part("done").hidden = part("text").textContent === "";
    if (outcome === "done") {
      recording = null;
      part("done").querySelector("a").focus();
    } else {
      show("write", "again");
    }
  }

  async function send(sound) {
    const headers = { "Content-Type": sound.type, "X-Formulier": place.dataset.token };
    const reply = await fetch("/spreken", { method: "POST", body: sound, headers, credentials: "same-origin" });
    if (!reply.ok) {
      const told = await reply.json().catch(() => ({}));
      return told.fout ?? "offline";
    }
    let outcome = "offline";
    for await (const line of lines(reply.body)) {
      if (line.wacht) say("waiting");
      if (line.bezig) say("writing");
      if (line.tekst) {
        part("result").hidden = false;
        part("text").textContent += `${line.tekst} `;
      }
      if (line.fout) outcome = line.fout;
      if (line.klaar) outcome = "done";
    }
    return outcome;
  }

  function again() {
    recording = null;
    part("time").textContent = "0:00";
    say("ready");
    show("begin");
  }

  buttons.begin.addEventListener("click", begin);
  buttons.stop.addEventListener("click", () => recorder.stop());
  buttons.write.addEventListener("click", write);
  buttons.again.addEventListener("click", again);
  window.addEventListener("beforeunload", (event) => { if (recording) event.preventDefault(); });
  place.hidden = false;
}

async function* lines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n");
    rest = parts.pop();
    for (const part of parts) if (part) yield JSON.parse(part);
  }
}
