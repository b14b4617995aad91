/* Ten coins to divide: buttons and drawn coins over the three native number fields. */

/* On a page in another language the tag of this script brings the words along. */
const WORDS = JSON.parse(document.querySelector('script[src*="/muntjes.js"]')?.dataset.words ?? "{}");
const worded = (text, values = {}) => (WORDS[text] ?? text).replace(/\{(\w+)\}/g, (_, name) => values[name]);
const COINS = 10;
const coins = (count) => (count === 1 ? worded("1 muntje") : worded("{count} muntjes", { count }));

document.querySelectorAll("[data-coins]").forEach((place) => {
  const fields = [...place.querySelectorAll("input[type=number]")];
  const words = place.querySelector("[data-coins-words]");
  const radios = [...place.parentElement.querySelectorAll(`[data-how="${place.dataset.name}"] input`)];
  radios[0].closest(".vp-choice").hidden = true;
  const piles = fields.map((field) => pile(field, (change) => {
    const next = count(field) + change;
    if (next < 0 || (change > 0 && left() < 1)) return;
    field.value = String(next);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }));
  const count = (field) => Math.max(0, Math.min(COINS, Math.trunc(Number(field.value)) || 0));
  const left = () => COINS - fields.reduce((sum, field) => sum + count(field), 0);
  const show = () => {
    const over = left();
    piles.forEach((one, i) => one.draw(count(fields[i]), over));
    const chosen = radios.find((radio) => radio.checked)?.value;
    if (chosen === "niet") words.textContent = worded("U slaat deze vraag over.");
    else if (chosen === "samen") words.textContent = worded("U antwoordt: alle drie evenveel.");
    else if (over === COINS) words.textContent = "";
    else if (over === 0) words.textContent = worded("Goed zo. Alle 10 muntjes zijn verdeeld.");
    else words.textContent = over > 0 ? worded("U hebt nog {coins}.", { coins: coins(over) }) : worded("Dat zijn {coins} te veel.", { coins: coins(-over) });
  };
  fields.forEach((field) => field.addEventListener("input", () => {
    const any = left() < COINS;
    radios.forEach((radio) => { radio.checked = any && radio.value === "schuif"; });
    show();
  }));
  radios.forEach((radio) => radio.addEventListener("change", () => {
    if (radio.value !== "schuif") fields.forEach((field) => { field.value = ""; });
    show();
  }));
  show();
});

function pile(field, move) {
  const label = field.labels[0].textContent.trim();
  const button = (sign, words, change) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "utrecht-button utrecht-button--secondary-action vp-small vp-coins__button";
    made.textContent = sign;
    made.setAttribute("aria-label", `${words}: ${label}`);
    made.addEventListener("click", () => move(change));
    return made;
  };
  const less = button("−", worded("Eén muntje minder"), -1);
  const more = button("+", worded("Eén muntje meer"), 1);
  const drawn = document.createElement("span");
  drawn.className = "vp-coins__drawn";
  drawn.setAttribute("aria-hidden", "true");
  field.before(less);
  field.after(more);
  field.parentElement.append(drawn);
  return {
    draw(count, over) {
      drawn.replaceChildren(...Array.from({ length: count }, () => {
        const coin = document.createElement("span");
        coin.className = "vp-coins__coin";
        return coin;
      }));
      less.setAttribute("aria-disabled", String(count === 0));
      more.setAttribute("aria-disabled", String(over < 1));
    },
  };
}
