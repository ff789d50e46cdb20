// Reads what pages hold, for the tests to judge: the page on show, or others that it asks for.
// `asked` is a list of {address, form}: a GET, or a POST with that form; none: the page on show.
async (asked) => {
  const trimmed = (text) => (text ?? "").replace(/\s+/g, " ").trim();

  const nameOf = (node) =>
    trimmed(node?.textContent) ||
    [...(node?.querySelectorAll("[alt], [aria-label], [title]") ?? [])]
      .map((part) => trimmed(part.alt ?? part.getAttribute("aria-label") ?? part.title))
      .join("");

  const columnOf = (control) => {
    const cell = control.closest("td");
    return cell?.closest("table").tHead?.rows[0]?.cells[cell.cellIndex];
  };

  const labelOf = (control) =>
    [...(control.labels ?? [])].map(nameOf).join(" ").trim() ||
    trimmed(control.getAttribute("aria-label")) ||
    trimmed(control.title) ||
    trimmed(control.closest("button, [role=button]")?.textContent) ||
    nameOf(control.closest("fieldset.flex-container, .form-row")?.querySelector("legend, label")) ||
    nameOf(columnOf(control)) ||
    trimmed(control.placeholder);

  const cellsOf = (header) =>
    [...header.closest("table").tBodies]
      .flatMap((body) => [...body.rows])
      .map((row) => row.cells[header.cellIndex])
      .filter((cell) => cell && (nameOf(cell) || cell.querySelector("input, select, textarea")));

  // Where a screen is narrow, each cell says itself what it is.
  const labelOfCells = (header) => trimmed(cellsOf(header)[0]?.dataset.label);

  const read = (page, address) => {
    const all = (selector) => [...page.querySelectorAll(selector)];
    const links = all("a[href]").map((link) => [
      new URL(link.getAttribute("href"), address).href,
      nameOf(link) || trimmed(link.title),
    ]);
    return {
      address,
      source: page.documentElement.outerHTML,
      headings: all("h1, h2, h3, legend, caption, summary").map(nameOf),
      headers: all("thead th:not(.original)")
        .filter((header) => cellsOf(header).length)
        .map(
          (header) =>
            nameOf(header) ||
            labelOf(header.querySelector("input") ?? header) ||
            labelOfCells(header),
        ),
      controls: all("input:not([type=hidden], [type=submit]), select, textarea")
        .filter((control) => !control.closest(".empty-form") && !control.matches("input.hidden"))
        .map((control) => [control.name || control.id, labelOf(control)]),
      buttons: all("button, [type=submit]").map(
        (button) =>
          trimmed(button.value) || nameOf(button) || trimmed(button.getAttribute("aria-label")),
      ),
      options: all("option:not([value=''])").map((option) => [
        option.closest("select")?.name ?? "",
        trimmed(option.textContent),
      ]),
      values: all("[class*=field-]").flatMap((node) => {
        const field = /(?:^| )field-(\w+)/.exec(node.className);
        const value = node.matches("td, th") ? node : node.querySelector(".readonly");
        return field && value ? [[field[1], nameOf(value)]] : [];
      }),
      form: [...new FormData(page.querySelector("form[id$=_form]") ?? undefined)],
      links,
      choices: all("[data-ajax--url]").map((choice) => {
        const {appLabel, modelName, fieldName} = choice.dataset;
        const query = {app_label: appLabel, model_name: modelName, field_name: fieldName, term: ""};
        const url = new URL(choice.getAttribute("data-ajax--url"), address);
        return `${url}?${new URLSearchParams(query)}`;
      }),
    };
  };

  const ask = async ({address, form}) => {
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
    const body = form && new URLSearchParams([...form, ["csrfmiddlewaretoken", token]]);
    const method = form ? "POST" : "GET";
    const answer = await fetch(address, {method, body, redirect: "manual"});
    const source = await answer.text();
    const page = new DOMParser().parseFromString(source, "text/html");
    return {...read(page, new URL(address, location).href), source, status: answer.status};
  };

  return asked ? Promise.all(asked.map(ask)) : read(document, location.href);
}
