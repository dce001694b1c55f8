// Menus made of <details> close as menus do: on Escape, and when the focus or a click goes elsewhere.

export function closeLikeMenus(root) {
  root.addEventListener("pointerdown", (event) => {
    for (const menu of root.querySelectorAll("details[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  root.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" ? event.target.closest?.("details[open]") : null;
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  root.addEventListener("focusout", (event) => {
    const menu = event.target.closest?.("details[open]");
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
}
