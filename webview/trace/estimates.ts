import type { TraceRow } from './rows.ts';

/** Pixels of one closed row, of a line of text and of a line of code; as the styles have them. */
const closed = {
  iteration: 35,
  cell: 25,
  group: 27,
  call: 27,
  reply: 27,
  sent: 27,
  notice: 27,
} as const;
const line = 20;
const codeLine = 19;
const foldedLines = 14;

/**
 * How high a row probably is that was never in the page, in pixels: what the scroll bar goes by. It is
 * measured as soon as it is drawn.
 */
export function estimateHeight(row: TraceRow | undefined): number {
  if (row === undefined) return 0;
  const height = closed[row.kind];
  if (row.open !== true) return height;
  switch (row.kind) {
    case 'iteration':
      return height + line * 2;
    case 'cell': {
      const { code, output } = row.cell;
      const printed = output.text === '' ? 0 : 18 + codeLine * linesOf(output.text, foldedLines);
      return height + 24 + codeLine * linesOf(code.text, 24) + printed;
    }
    case 'call':
      return height + 130;
    case 'reply':
      return height + line * 4;
    case 'sent':
      return height + 300;
    default:
      return height;
  }
}

function linesOf(text: string, most: number): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0 && lines < most; at = text.indexOf('\n', at + 1))
    lines++;
  return lines;
}
