/* Makes the form kinder where JavaScript works: saves while typing, corrects without a new page.
   Everything here can also be done without it. */

/* Saved soon after the last key, and now and then while somebody goes on typing: a telephone that
   dies takes five seconds of words with it at most. */
const SAVE_AFTER_MS = 1500;
const SAVE_AT_LEAST_EVERY_MS = 3500;
const TRY_AGAIN_MS = 5000;
/* On a page in another language the tag of this script brings the words along. */
const WORDS = JSON.parse(document.querySelector('script[src*="/form.js"]')?.dataset.words ?? "{}");
const worded = (text, values = {}) => (WORDS[text] ?? text).replace(/\{(\w+)\}/g, (_, name) => values[name]);
const SAVED = worded("Bewaard. Alleen u kunt dit lezen.");
const OFFLINE = worded("Geen verbinding. Uw tekst staat nog op dit scherm. Laat deze bladzijde open. Wij proberen het steeds opnieuw.");
const NOT_NOW = worded("Bewaren lukt nu niet. Uw tekst staat nog op dit scherm. Laat deze bladzijde open.");
const NOT_YET = worded("U was hier ook op een ander apparaat bezig. Dit is nog niet bewaard. Kies ‘Verder’ en kijk het na.");
const TWO_DEVICES = worded("U schreef ook op een ander apparaat. Wij bewaren allebei. Kies ‘Verder’, dan ziet u ze.");

document.querySelectorAll("form[data-autosave]").forEach(saveWhileTyping);
document.querySelectorAll("[data-code-actions]").forEach(offerCopyAndPrint);
document.querySelectorAll("form[data-review]").forEach(correctInPlace);

function send(form, action, options = {}) {
  const fields = new URLSearchParams(new FormData(form));
  fields.set("actie", action);
  return fetch(form.action, { method: "POST", body: fields, credentials: "same-origin", ...options });
}

function saveWhileTyping(form) {
  const state = form.querySelector("[data-autosave-state]");
  const say = (words) => { if (state && state.textContent !== words) state.textContent = words; };
  const turn = form.elements.volgorde;
  let timer = 0;
  let since = 0;
  let dirty = false;
  let sending = false;
  const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
  async function save(options) {
    if (!dirty || (sending && !options)) return;
    dirty = false;
    sending = true;
    if (turn) turn.value = Number(turn.value) + 1;
    let wait = SAVE_AFTER_MS;
    try {
      const reply = await send(form, "bewaar", options);
      if (!reply.ok && reply.status !== 409) throw new Error(String(reply.status));
      // Without a page both texts are kept; with one the narrator is asked to look.
      say(reply.ok ? SAVED : reply.headers.has("content-type") ? NOT_YET : TWO_DEVICES);
    } catch (error) {
      dirty = true;
      wait = TRY_AGAIN_MS;
      say(error instanceof TypeError ? OFFLINE : NOT_NOW);
    } finally {
      sending = false;
      since = Date.now();
      if (dirty) later(wait);
    }
  }
  const touched = () => {
    if (!dirty) since = Date.now();
    dirty = true;
    later(Math.max(0, Math.min(SAVE_AFTER_MS, since + SAVE_AT_LEAST_EVERY_MS - Date.now())));
  };
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    dirty = false;
    // A save that is still under way must not undo this one.
    if (turn) turn.value = Number(turn.value) + 1;
  });
  window.addEventListener("online", () => save());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save({ keepalive: true });
  });
  // On a slow line somebody types before this script is there; those words count as well.
  if ([...form.elements].some(isChanged)) touched();
}

function isChanged(field) {
  if (field.type === "hidden") return false;
  return field.value !== (field.defaultValue ?? field.value);
}

function offerCopyAndPrint(place) {
  const code = document.querySelector("[data-code]")?.textContent.trim();
  const button = (words, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "utrecht-button utrecht-button--secondary-action vp-small";
    made.textContent = words;
    made.addEventListener("click", () => act(made));
    place.append(made);
  };
  if (code && navigator.clipboard) {
    button(worded("Kopieer de code"), async (made) => {
      try {
        await navigator.clipboard.writeText(code);
        made.textContent = worded("Gekopieerd");
      } catch {
        made.textContent = worded("Kopiëren lukt hier niet");
      }
    });
  }
  button(worded("Druk deze bladzijde af"), () => window.print());
}

function correctInPlace(form) {
  form.addEventListener("submit", async (event) => {
    const action = event.submitter?.value ?? "bijwerken";
    if (!/^(terug:|weg:|anders:|merk(?::|$)|ontmerk:|bijwerken$)/.test(action)) return;
    event.preventDefault();
    const place = placeOf(action);
    try {
      await replaceBy(await send(form, action), place);
    } catch {
      location.reload();
    }
  });
  form.querySelectorAll("[data-js-only]").forEach((part) => { part.hidden = false; });
  form.querySelectorAll("[data-words]").forEach((story) => pickWords(form, story));
}

/* Where somebody goes on after a correction; a script never sees the # of a page it is led to. */
function placeOf(action) {
  const [act, index] = action.split(":");
  if (act !== "bijwerken") return act.endsWith("merk") ? "#gemist" : `#wissel-${index}`;
  const around = document.activeElement?.closest("[id^=wissel-]");
  return around ? `#${around.id}` : "#gemist";
}

async function replaceBy(reply, name) {
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  const fresh = page.querySelector("main");
  if (!fresh?.querySelector("form[data-review]")) {
    location.assign(reply.url);
    return;
  }
  const offset = window.scrollY;
  document.querySelector("main").replaceWith(fresh);
  document.title = page.title;
  document.querySelectorAll("form[data-review]").forEach(correctInPlace);
  window.scrollTo(0, offset);
  const place = fresh.querySelector("[data-focus]") ?? fresh.querySelector(name) ?? fresh;
  if (!place.hasAttribute("tabindex")) place.setAttribute("tabindex", "-1");
  place.focus({ preventScroll: place.id === "gemist" });
}

/* Click a word (or select a few) in the story to take it away. The typed field does the same. */
function pickWords(form, story) {
  story.addEventListener("click", (event) => {
    if (event.target.closest("a, button")) return;
    const words = chosenWords(event);
    if (words && !event.target.closest("mark")) offerToRemove(form, story, words, event);
  });
}

function chosenWords(event) {
  const selected = String(window.getSelection()).trim();
  if (selected) return selected.length <= 80 && !selected.includes("\n") ? selected : "";
  const spot = document.caretPositionFromPoint?.(event.clientX, event.clientY);
  const range = spot ? null : document.caretRangeFromPoint?.(event.clientX, event.clientY);
  const node = spot?.offsetNode ?? range?.startContainer;
  const offset = spot?.offset ?? range?.startOffset;
  if (node?.nodeType !== Node.TEXT_NODE) return "";
  const before = node.data.slice(0, offset).match(/[\p{L}\p{N}'’-]*$/u)[0];
  const after = node.data.slice(offset).match(/^[\p{L}\p{N}'’-]*/u)[0];
  return before + after;
}

function offerToRemove(form, story, words, event) {
  document.querySelector(".vp-word")?.remove();
  const box = document.createElement("div");
  box.className = "vp-word";
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", worded("‘{words}’ weghalen?", { words }));
  const text = document.createElement("span");
  text.textContent = `‘${words}’`;
  const yes = document.createElement("button");
  yes.type = "submit";
  yes.name = "actie";
  yes.value = "merk";
  yes.className = "utrecht-button utrecht-button--primary-action vp-small";
  yes.textContent = worded("Haal dit weg");
  yes.addEventListener("click", () => { form.elements.woord.value = words; });
  const no = document.createElement("button");
  no.type = "button";
  no.className = "utrecht-button utrecht-button--subtle vp-linkbutton";
  no.textContent = worded("Laat staan");
  no.addEventListener("click", () => box.remove());
  box.addEventListener("keydown", (key) => { if (key.key === "Escape") box.remove(); });
  box.append(text, yes, no);
  form.append(box);
  const width = box.offsetWidth;
  const left = Math.min(event.pageX - width / 2, document.documentElement.clientWidth - width - 16);
  box.style.left = `${Math.max(16, left)}px`;
  box.style.top = `${event.pageY + 18}px`;
  yes.focus({ preventScroll: true });
}
