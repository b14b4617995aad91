/* Questions that follow from an earlier answer appear at once; choices count along.
   Without this the server does the same, after "Verder". */

/* On a page in another language the tag of this script brings the words along. */
const WORDS = JSON.parse(document.querySelector('script[src*="/vragen.js"]')?.dataset.words ?? "{}");
const worded = (text, values = {}) => (WORDS[text] ?? text).replace(/\{(\w+)\}/g, (_, name) => values[name]);

document.querySelectorAll("template[data-later]").forEach((asleep) => asleep.replaceWith(asleep.content));
document.querySelectorAll("[data-choices]").forEach(countAlong);
document.querySelectorAll("[data-own-words]").forEach(tickBeside);

const followers = [...document.querySelectorAll("fieldset[data-when]")];
if (followers.length) {
  const update = () => followers.forEach(showWhenAsked);
  followers[0].form.addEventListener("change", update);
  followers[0].form.addEventListener("input", update);
  addEventListener("pageshow", update);
  update();
}

/* In the order of the page: a question that is not asked brings up no other one. */
function showWhenAsked(follower) {
  const answers = follower.dataset.whenOptions.split(" ");
  const asked = [...follower.form.querySelectorAll(`[name="${CSS.escape(follower.dataset.when)}"]:checked`)]
    .some((field) => answers.includes(field.value) && !field.closest("fieldset[data-when]")?.disabled);
  follower.hidden = !asked;
  follower.disabled = !asked;
}

function countAlong(group) {
  const boxes = [...group.querySelectorAll("input[type=checkbox]")];
  const skip = boxes.find((box) => box.value === "niet");
  const most = Number(group.dataset.most ?? 0);
  const words = group.parentElement.querySelector("[data-choices-words]");
  group.addEventListener("change", ({ target }) => {
    if (target === skip && skip.checked) boxes.forEach((box) => { box.checked = box === skip; });
    else if (target.checked) skip.checked = false;
    const chosen = boxes.filter((box) => box.checked && box !== skip).length;
    words.textContent = most && chosen > most ? worded("U koos er {count}. Kies er hooguit {most}.", { count: chosen, most }) : "";
  });
}

/* Whoever types words of their own means that choice. */
function tickBeside(field) {
  const choice = field.parentElement.querySelector(".vp-choice__input");
  field.addEventListener("input", () => {
    const ticked = field.value.trim() !== "";
    if (ticked && !choice.checked) {
      choice.checked = true;
      choice.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}
