// « Copier » beside a key or a few lines of code. Without script, or without the right to the clipboard, one click on the text
// takes all of it, and the button does not show.
"use strict";

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const said = button.textContent;
    const heard = document.createElement("span");
    heard.className = "hidden-text";
    heard.setAttribute("role", "status");
    button.after(heard);
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      button.textContent = "Copié";
      heard.textContent = "Copié";
      setTimeout(() => { button.textContent = said; heard.textContent = ""; }, 2000);
    });
  }
}
