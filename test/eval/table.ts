/** A table whose first row are the heads. */
export interface Table {
  readonly rows: readonly (readonly string[])[];
  /** Columns of words, from 0; those of figures are flush right. */
  readonly words: ReadonlySet<number>;
}

/** For a terminal: columns between blanks. */
export function alignedLines({ rows, words }: Table): readonly string[] {
  const widths = widthsOf(rows);
  return rows.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0, words.has(column)))
      .join('  ')
      .trimEnd(),
  );
}

/** Markdown, readable as it stands. */
export function markdownLines({ rows, words }: Table): readonly string[] {
  const shown = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = widthsOf(shown).map((width) => Math.max(3, width));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = widths.map((width, column) =>
    words.has(column) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  const [heads, ...others] = shown.map((row) =>
    line(row.map((cell, column) => pad(cell, widths[column] ?? 0, words.has(column)))),
  );
  return [heads ?? '', line(rule), ...others];
}

function widthsOf(rows: Table['rows']): readonly number[] {
  const [heads = []] = rows;
  return heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
}

function pad(cell: string, width: number, isWords: boolean): string {
  return isWords ? cell.padEnd(width) : cell.padStart(width);
}
