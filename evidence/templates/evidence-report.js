"use strict";
// Adds a filter above each long table. Without it the page is complete all the same.
for (const table of document.querySelectorAll("table.filterable")) {
  const rows = [...table.tBodies[0].rows];
  if (rows.length < 6) continue;
  const box = document.createElement("div");
  const label = document.createElement("label");
  const input = document.createElement("input");
  const count = document.createElement("span");
  box.className = "filter";
  input.type = "search";
  label.append("Filter: ", input);
  count.setAttribute("role", "status");
  box.append(label, count);
  table.parentElement.before(box);
  const texts = rows.map((row) => row.textContent.toLowerCase());
  input.setAttribute("aria-label", "Filter: " + table.caption.textContent);
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, number) => {
      row.hidden = !words.every((word) => texts[number].includes(word));
      shown += row.hidden ? 0 : 1;
    });
    count.textContent = words.length ? shown + " of " + rows.length + " rows" : "";
  });
}
