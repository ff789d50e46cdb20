// A button copies what stands before it.
document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.previousElementSibling.textContent);
  const name = button.textContent;
  button.textContent = button.dataset.copy || "Copied";
  setTimeout(() => { button.textContent = name; }, 2000);
});
