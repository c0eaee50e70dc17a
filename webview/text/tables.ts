import { make } from '../dom.ts';

/**
 * Puts a table into a frame and sees to it that it can be read at any width: as it is where it fits,
 * with wrapping cells where that suffices, and else, in a narrow panel, row below row, each cell with
 * its column's name, unless it has many rows. What is still too wide scrolls within the frame.
 */
export function frameTable(table: HTMLTableElement): void {
  const frame = make('div', 'wide');
  table.replaceWith(frame);
  frame.append(table);
  nameCells(table);
  alignNumbers(table);
  let width = -1;
  new ResizeObserver(() => {
    // A frame that was taken out of the page has none, and its height is of no interest.
    if (frame.clientWidth === width || frame.clientWidth === 0) return;
    width = frame.clientWidth;
    fit(frame, table);
  }).observe(frame);
}

/** Rows that are put one below the other at most. */
const mostStacked = 8;

function fit(frame: HTMLElement, table: HTMLTableElement): void {
  const columns = table.rows[0]?.cells.length ?? 0;
  frame.classList.remove('stacked', 'scrolling');
  const overflows = () => frame.scrollWidth > frame.clientWidth + 1;
  // One column gains nothing from it, and many rows one below the other are no table any more.
  const rows = table.rows.length - 1;
  if (columns > 1 && overflows())
    frame.classList.add(rows <= mostStacked ? 'stacked' : 'scrolling');
  if (overflows()) frame.tabIndex = 0;
  else frame.removeAttribute('tabindex');
}

/** Money, shares, counts with or without a unit. */
const numeric = /^[~<>≈]?\s*[-+−]?[$€£]?\d[\d.,\s]*(?:%|[a-zµ]{1,3})?$/i;

/** Numbers stand right, one below the other, where the text doesn't say otherwise. */
function alignNumbers(table: HTMLTableElement): void {
  const [head, ...rows] = table.rows;
  for (const [column, name] of [...(head?.cells ?? [])].entries()) {
    const cells = rows.map(({ cells: all }) => all[column]).filter((cell) => cell !== undefined);
    const words = cells.map(({ textContent }) => (textContent ?? '').trim());
    const isAligned = name.className.includes('align-');
    const isNumeric = words.some((word) => numeric.test(word));
    if (isAligned || !isNumeric || !words.every((word) => word === '' || numeric.test(word)))
      continue;
    for (const cell of [name, ...cells]) cell.classList.add('align-right');
  }
}

/** For the stacked form, in which the head is out of sight; the roles, since it is no table to CSS. */
function nameCells(table: HTMLTableElement): void {
  const names = [...(table.tHead?.rows[0]?.cells ?? [])].map(
    ({ textContent }) => textContent ?? '',
  );
  table.setAttribute('role', 'table');
  for (const part of table.querySelectorAll('thead, tbody')) part.setAttribute('role', 'rowgroup');
  for (const row of table.rows) {
    row.setAttribute('role', 'row');
    for (const [index, cell] of [...row.cells].entries()) {
      const isHead = cell.tagName === 'TH';
      cell.setAttribute('role', isHead ? 'columnheader' : 'cell');
      if (!isHead) cell.dataset.column = names[index] ?? '';
    }
  }
}
