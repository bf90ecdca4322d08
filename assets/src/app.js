// What the pages gain with JavaScript: parts that change in place, and a keyboard that stays there.
import htmx from "htmx.org";

htmx.config.includeIndicatorCSS = false;
// Else the style of what stood there, such as of a field that was dragged larger, is written on what
// comes as an attribute, which our CSP refuses.
htmx.config.defaultSettleDelay = 0;

// What is new: focus where the next key goes, and words for who does not see the page.
const told = new WeakSet(document.querySelectorAll("[data-says]"));
const say = (words) => (document.getElementById("said").textContent = words);
function tellOf(part) {
  for (const said of part.querySelectorAll("[data-says]")) {
    if (!told.has(said)) say(said.dataset.says);
    told.add(said);
  }
}

// What takes a while says so.
document.addEventListener("htmx:before:request", (event) => {
  const busy = event.target.querySelector?.(".busy");
  if (busy) say(busy.textContent);
});

function focusIn(part) {
  const next = part.querySelector("[data-takes-focus]") ?? part.querySelector("h1, h2") ?? part;
  if (next.tabIndex < 0) next.tabIndex = -1;
  next.focus();
}

// What was swapped may have held the focus, which would go back to the top of the page.
let held = null;
document.addEventListener("htmx:before:swap", () => {
  held = document.activeElement?.closest("main") ? document.activeElement : null;
});
document.addEventListener("htmx:after:swap", () => {
  const main = document.getElementById("main");
  tellOf(main);
  if (held && !held.isConnected) focusIn(main);
});

// A code behind the # of the address goes into its field, and stays in no history.
const coded = document.querySelector("[data-from-address]");
if (coded && location.hash.length > 1) {
  coded.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
  coded.form.querySelector("button").focus();
}

// Without scripts one prints by the browser's own menu.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// How many are chosen, beside the buttons that decide on them.
document.addEventListener("change", (event) => {
  const form = event.target.form;
  const count = form?.querySelector(`[data-count="${event.target.name}"]`);
  if (!count) return;
  const chosen = [...form.elements].filter((each) => each.name === event.target.name && each.checked);
  count.textContent = `${chosen.length} ${form.dataset.chosen}.`;
});

// A mistake in a form is where the next key goes.
document.querySelector("[data-takes-focus]")?.focus();
