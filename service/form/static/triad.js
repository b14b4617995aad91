/* The triangle and the slider between two extremes, drawn over the native sliders.
   The same sums and words as `service/form/triad.py`. */

/* On a page in another language the tag of this script brings the words along. */
const WORDS = JSON.parse(typeof document === "undefined" ? "{}" : document.querySelector('script[src*="/triad.js"]')?.dataset.words ?? "{}");
const worded = (text, values = {}) => (WORDS[text] ?? text).replace(/\{(\w+)\}/g, (_, name) => values[name]);

const HEIGHT = Math.sqrt(3) / 2;
const EVEN = 0.12;
const ALSO = 0.2;
const A_LITTLE = 0.05;
const SIZE = 400;
const MARGIN = 26;
const GRIP = 36;
const STEP = 0.05;
const SMALL_STEP = 0.01;
const SVG = "http://www.w3.org/2000/svg";

export function pointOf([top, , right]) {
  return { x: right + 0.5 * top, y: top * HEIGHT };
}

export function sharesAt(point) {
  const { x, y } = nearestInside(point);
  const top = clamp(y / HEIGHT, 0, 1);
  const right = clamp(x - 0.5 * top, 0, 1 - top);
  return [top, 1 - top - right, right];
}

export function nearestInside(point) {
  const top = point.y / HEIGHT;
  const right = point.x - 0.5 * top;
  if (top >= 0 && right >= 0 && top + right <= 1) return point;
  const corners = [{ x: 0.5, y: HEIGHT }, { x: 0, y: 0 }, { x: 1, y: 0 }];
  const candidates = corners.map((corner, i) => nearestOn(point, corner, corners[(i + 1) % 3]));
  const distance = (c) => (c.x - point.x) ** 2 + (c.y - point.y) ** 2;
  return candidates.reduce((best, c) => (distance(c) < distance(best) ? c : best));
}

export function triadInWords(shares, labels) {
  if (Math.max(...shares) - Math.min(...shares) <= EVEN) {
    return worded("samen: {first}, en {last}, ongeveer evenveel", { first: labels.slice(0, -1).join(", "), last: labels.at(-1) });
  }
  const order = shares.map((_, i) => i).sort((a, b) => shares[b] - shares[a] || a - b);
  const leading = order.filter((i) => shares[order[0]] - shares[i] <= EVEN);
  const others = order.filter((i) => !leading.includes(i));
  return [
    [worded("vooral"), worded(", samen met "), leading],
    [worded("ook"), worded(", en "), others.filter((i) => shares[i] >= ALSO)],
    [worded("een beetje"), worded(", en "), others.filter((i) => shares[i] >= A_LITTLE && shares[i] < ALSO)],
  ]
    .filter(([, , members]) => members.length)
    .map(([word, joined, members]) => `${word}: ${members.map((i) => labels[i]).join(joined)}`)
    .join(", ");
}

export function dyadInWords(position, labels) {
  const side = position < 50 ? labels[0] : labels[1];
  const distance = Math.abs(position - 50);
  if (distance <= 5) return worded("precies in het midden");
  if (distance <= 20) return worded("een beetje naar ‘{side}’", { side });
  return distance <= 40 ? worded("duidelijk naar ‘{side}’", { side }) : worded("helemaal bij ‘{side}’", { side });
}

if (typeof document !== "undefined") {
  document.querySelectorAll("[data-triad]").forEach(triangle);
  document.querySelectorAll("[data-dyad]").forEach(dyad);
}

function triangle(place) {
  const sliders = [...place.querySelectorAll("[data-triad-slider]")];
  const labels = sliders.map((slider) => slider.labels[0].textContent.trim());
  const words = place.querySelector("[data-triad-words]");
  const mode = place.querySelector("[data-triad-mode]");
  const how = choices(place);
  const picture = draw(labels);
  const help = place.querySelector("p");
  help.before(picture.figure);
  help.textContent = worded("Klik in de driehoek of sleep de stip. Hoe dichter bij een hoek, hoe meer dat past. U kunt ook de schuiven gebruiken.");
  picture.surface.setAttribute("aria-label", worded("Driehoek: {labels}. Pijltjes verplaatsen de stip. Home is het midden. Escape maakt leeg. De schuiven hieronder doen hetzelfde.", { labels: labels.join(", ") }));

  const shares = () => {
    const weights = sliders.map((slider) => Number(slider.value));
    const total = weights[0] + weights[1] + weights[2];
    return total > 0 ? weights.map((weight) => weight / total) : null;
  };
  const show = () => {
    const now = how.value() === "niet" ? null : shares();
    picture.place(now && pointOf(now));
    words.textContent = now ? worded("U antwoordt: {words}.", { words: triadInWords(now, labels) }) : how.value() === "niet" ? worded("U slaat deze vraag over.") : "";
  };
  const set = (next, by) => {
    sliders.forEach((slider, i) => { slider.value = String(next ? Math.round(next[i] * 100) : 0); });
    mode.value = by;
    how.choose(next ? "schuif" : "");
    show();
    place.dispatchEvent(new Event("input", { bubbles: true }));
  };

  sliders.forEach((slider) => slider.addEventListener("input", () => {
    mode.value = "schuif";
    how.choose(shares() ? "schuif" : "");
    show();
  }));
  how.listen((value) => {
    if (value === "samen") sliders.forEach((slider) => { slider.value = "50"; });
    show();
  });
  picture.listen((point) => set(sharesAt(point), "aanwijzer"));
  picture.surface.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? SMALL_STEP : STEP;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    const here = pointOf(shares() ?? [1 / 3, 1 / 3, 1 / 3]);
    if (moves[event.key]) {
      const [x, y] = moves[event.key];
      set(sharesAt({ x: here.x + x, y: here.y + y }), "toetsen");
    } else if (event.key === "Home") set([1 / 3, 1 / 3, 1 / 3], "toetsen");
    else if (event.key === "Escape") set(null, "toetsen");
    else return;
    event.preventDefault();
  });
  show();
}

function dyad(place) {
  const slider = place.querySelector("[data-dyad-slider]");
  const labels = [...place.querySelectorAll(".vp-dyad__ends span")].map((end) => end.textContent.trim());
  const words = place.querySelector("[data-dyad-words]");
  const how = choices(place);
  const show = () => {
    const answered = how.value() === "schuif" || how.value() === "midden";
    place.classList.toggle("vp-dyad--untouched", !answered);
    words.textContent = answered ? worded("U antwoordt: {words}.", { words: dyadInWords(Number(slider.value), labels) }) : how.value() === "niet" ? worded("U slaat deze vraag over.") : "";
    slider.setAttribute("aria-valuetext", answered ? dyadInWords(Number(slider.value), labels) : worded("nog niet ingevuld"));
  };
  slider.addEventListener("input", () => { how.choose("schuif"); show(); });
  slider.addEventListener("click", () => { how.choose("schuif"); show(); });
  how.listen((value) => {
    if (value === "midden") slider.value = "50";
    show();
  });
  show();
}

/* The radio buttons under a scale: "zoals de schuif staat", the middle, or not applicable. */
function choices(place) {
  const group = place.parentElement.querySelector(`[data-how="${place.dataset.name}"]`);
  const radios = [...group.querySelectorAll("input")];
  const byHand = radios[0].closest(".vp-choice");
  byHand.hidden = true;
  return {
    value: () => radios.find((radio) => radio.checked)?.value ?? "",
    choose: (value) => radios.forEach((radio) => { radio.checked = radio.value === value; }),
    listen: (act) => radios.forEach((radio) => radio.addEventListener("change", () => act(radio.value))),
  };
}

function draw(labels) {
  const figure = document.createElement("div");
  figure.className = "vp-triangle";
  const label = (text) => {
    const made = document.createElement("span");
    made.className = "vp-triangle__label";
    made.textContent = text;
    made.dir = "auto";
    made.setAttribute("aria-hidden", "true");
    return made;
  };
  const above = document.createElement("div");
  above.className = "vp-triangle__top";
  above.append(label(labels[0]));
  const below = document.createElement("div");
  below.className = "vp-triangle__bottom";
  below.dir = "ltr";
  below.append(label(labels[1]), label(labels[2]));

  const width = SIZE + 2 * MARGIN;
  const height = SIZE * HEIGHT + 2 * MARGIN;
  const at = ({ x, y }) => [MARGIN + x * SIZE, MARGIN + (HEIGHT - y) * SIZE];
  const surface = element("svg", { viewBox: `0 0 ${width} ${height}`, class: "vp-triangle__picture", tabindex: "0", role: "application", "aria-roledescription": worded("driehoek") });
  const corners = [[0.5, HEIGHT], [0, 0], [1, 0]].map(([x, y]) => at({ x, y }));
  const middle = at({ x: 0.5, y: HEIGHT / 3 });
  surface.append(element("polygon", { points: corners.map(String).join(" "), class: "vp-triangle__area" }));
  surface.append(element("circle", { cx: middle[0], cy: middle[1], r: 4, class: "vp-triangle__centre" }));
  const hint = element("text", { x: middle[0], y: middle[1] + 26, class: "vp-triangle__hint" });
  hint.textContent = worded("samen");
  const ring = element("circle", { r: 20, class: "vp-triangle__ring" });
  const handle = element("circle", { r: 16, class: "vp-triangle__handle" });
  // Larger than what is seen, so that a thumb finds it on a small phone.
  const grip = element("circle", { r: GRIP, class: "vp-triangle__grip" });
  surface.append(hint, ring, handle, grip);
  figure.append(above, surface, below);

  return {
    figure,
    surface,
    place(point) {
      for (const part of [handle, ring, grip]) {
        part.setAttribute("visibility", point ? "visible" : "hidden");
        const [x, y] = point ? at(point) : middle;
        part.setAttribute("cx", x);
        part.setAttribute("cy", y);
      }
    },
    listen(act) {
      const follow = (event) => {
        const box = surface.getBoundingClientRect();
        const scale = width / box.width;
        act({
          x: ((event.clientX - box.left) * scale - MARGIN) / SIZE,
          y: HEIGHT - ((event.clientY - box.top) * scale - MARGIN) / SIZE,
        });
      };
      // A finger that lands beside the handle may be scrolling: only a tap sets the handle there.
      let tapping = false;
      surface.addEventListener("pointerdown", (event) => {
        tapping = event.pointerType === "touch" && event.target !== grip;
        if (tapping) return;
        surface.setPointerCapture(event.pointerId);
        surface.focus({ preventScroll: true });
        follow(event);
      });
      surface.addEventListener("click", (event) => { if (tapping) follow(event); });
      surface.addEventListener("pointermove", (event) => {
        if (surface.hasPointerCapture(event.pointerId)) follow(event);
      });
    },
  };
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function nearestOn(point, start, end) {
  const alongX = end.x - start.x;
  const alongY = end.y - start.y;
  const part = clamp(((point.x - start.x) * alongX + (point.y - start.y) * alongY) / (alongX ** 2 + alongY ** 2), 0, 1);
  return { x: start.x + part * alongX, y: start.y + part * alongY };
}

function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}
