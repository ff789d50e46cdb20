// A form is sent once, however often it is clicked; the day opens where something was done, or comes next.
addEventListener("submit", (event) => {
  const form = event.target;
  if (!("once" in form.dataset)) return;
  if (form.dataset.once === "sent") event.preventDefault();
  form.dataset.once = "sent";
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-once]")) form.dataset.once = "";
});

const place = document.querySelector(".day-table .is-found") ?? document.querySelector(".day-table .is-next");
if (place) {
  const table = place.closest(".day-table");
  const off = place.getBoundingClientRect().top - table.getBoundingClientRect().top;
  table.scrollTop += off - table.clientHeight / 3;
}
