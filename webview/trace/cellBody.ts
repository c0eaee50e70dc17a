import { languageOf } from '../../src/core/options.ts';
import type { CellModel } from '../../src/trajectory/model.ts';
import { make } from '../dom.ts';
import { strings } from '../strings.ts';
import { showWhole } from '../text/texts.ts';
import type { RowBodyView } from './body.ts';
import { makeCodeBlock } from './codeBlock.ts';
import type { TraceRow } from './rows.ts';
import type { TraceState } from './rowView.ts';
import { makeTextBlock } from './textBlock.ts';

/** A cell's code, what it printed, and how it failed with the line marked; its calls are rows. */
export class CellBody implements RowBodyView {
  readonly element = make('div', 'body');
  #status: CellModel['status'] | null = null;

  draw(row: TraceRow, state: TraceState): void {
    if (row.kind !== 'cell' || row.cell.status === this.#status) return;
    this.#status = row.cell.status;
    this.element.replaceChildren(...describe(row.cell, state));
  }
}

function describe(cell: CellModel, { texts, model }: TraceState): HTMLElement[] {
  const language = languageOf(model.runs.get(cell.run)?.options ?? {});
  const frame = make('div', 'cell-frame');
  showWhole(texts, cell.code, frame, (code) => {
    const block = makeCodeBlock(code, language, cell.error?.line ?? null);
    frame.querySelector('.code-holder')?.remove();
    frame.prepend(block);
  });
  if (cell.output.text !== '') {
    const output = makeTextBlock(texts, cell.output, strings.output);
    output.classList.add('output');
    output.dataset.find = 'output';
    frame.append(output);
  }
  const parts = [frame];
  const kept = cell.output.ref?.chars ?? cell.output.text.length;
  if (cell.outputChars > kept) {
    parts.push(make('p', 'note', {}, strings.cutOutput(kept, cell.outputChars)));
  }
  if (cell.error !== null && cell.status !== 'skipped') {
    const { line, name, message } = cell.error;
    parts.push(make('p', 'fault', { 'data-find': 'error' }, strings.errorAt(line, name, message)));
  }
  if (cell.status === 'skipped') parts.push(make('p', 'note', {}, strings.skippedCell));
  return parts;
}
