// What the pages gain with JavaScript: parts that change in place, and a keyboard that stays there.
import htmx from "htmx.org";

htmx.config.includeIndicatorCSS = false;

// What is new: focus where the next key goes, and words for who does not see the page.
function tellOf(part) {
  const said = part.querySelector("[data-says]");
  if (said) document.getElementById("said").textContent = said.dataset.says;
}

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

// A mistake in a form is where the next key goes.
document.querySelector("[data-takes-focus]")?.focus();
