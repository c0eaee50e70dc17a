import { make, type View, ViewList } from '../dom.ts';
import { formatDuration } from '../format.ts';
import type { CallModel, CellModel } from '../model.ts';
import { strings } from '../strings.ts';
import { showWhole } from '../texts.ts';
import { CallItem } from './callItem.ts';
import { makeCodeBlock } from './codeBlock.ts';
import { callsOf, type GroupInCell, GroupItem } from './groupItem.ts';
import { type Contents, type RowText, type TraceContext, TraceItem } from './item.ts';
import { makeTextBlock } from './textBlock.ts';

/** What a cell's calls are drawn as: groups, or a call alone where a group has just one. */
type Below = GroupInCell | { readonly alone: CallModel };

/** One cell: its code, what it printed, how it failed, and its calls. Open with its iteration. */
export class CellItem implements View<CellModel> {
  readonly element: HTMLElement;
  readonly #context: TraceContext;
  readonly #item: TraceItem;
  readonly #level: number;
  #cell: CellModel;
  #drawn = -1;
  #contents: Contents | null = null;
  #below: ViewList<Below> | null = null;
  #status: CellModel['status'] | null = null;

  constructor(context: TraceContext, cell: CellModel, level: number) {
    this.#context = context;
    this.#cell = cell;
    this.#level = level;
    const key = `${cell.run}/${cell.iteration}.${cell.number}`;
    const redraw = () => {
      this.#drawn = -1;
      this.draw(this.#cell);
    };
    this.#item = new TraceItem(context, { key, kind: 'cell', level, open: true, redraw });
    this.element = this.#item.element;
  }

  draw(cell: CellModel): void {
    this.#cell = cell;
    const stamp = this.#context.stamp(cell.revision);
    if (stamp === this.#drawn) return;
    this.#drawn = stamp;
    const contents = this.#item.drawRow(this.#rowText(cell));
    if (contents === null) return;
    if (contents !== this.#contents || cell.status !== this.#status) {
      contents.body.replaceChildren(...this.#describe(cell));
    }
    if (contents !== this.#contents) {
      this.#below = new ViewList(contents.group, (below) => this.#makeBelow(below));
    }
    this.#contents = contents;
    this.#status = cell.status;
    this.#below?.draw(this.#belowOf(cell), (below) =>
      'alone' in below ? `call ${below.alone.number}` : `group ${below.index}`,
    );
  }

  #describe(cell: CellModel): HTMLElement[] {
    const { texts } = this.#context;
    const language = this.#context.model().runs.get(cell.run)?.options.language ?? 'javascript';
    const frame = make('div', 'cell-frame');
    showWhole(texts, cell.code, frame, (code) => {
      const block = makeCodeBlock(code, language, cell.error?.line ?? null);
      frame.querySelector('.code')?.remove();
      frame.prepend(block);
    });
    if (cell.output.text !== '') {
      const output = makeTextBlock(texts, cell.output, strings.output);
      output.classList.add('output');
      frame.append(output);
    }
    const parts = [frame];
    const kept = cell.output.ref?.chars ?? cell.output.text.length;
    if (cell.outputChars > kept) {
      parts.push(make('p', 'note', {}, strings.cutOutput(kept, cell.outputChars)));
    }
    if (cell.error !== null && cell.status !== 'skipped') {
      const { line, name, message } = cell.error;
      parts.push(make('p', 'fault', {}, strings.errorAt(line, name, message)));
    }
    if (cell.status === 'skipped') parts.push(make('p', 'note', {}, strings.skippedCell));
    return parts;
  }

  #belowOf(cell: CellModel): Below[] {
    return cell.groups.map((group, index) => {
      const [alone] = group.calls.length === 1 ? callsOf(this.#context, cell, group.calls) : [];
      return alone === undefined ? { cell, group, index } : { alone };
    });
  }

  #makeBelow(below: Below): View<Below> {
    if ('alone' in below) {
      const view = new CallItem(this.#context, below.alone, this.#level + 1, true);
      return {
        element: view.element,
        draw: (next) => {
          if ('alone' in next) view.draw(next.alone);
        },
      };
    }
    const view = new GroupItem(this.#context, below, this.#level + 1);
    return {
      element: view.element,
      draw: (next) => {
        if ('group' in next) view.draw(next);
      },
    };
  }

  #rowText(cell: CellModel): RowText {
    const { status } = cell;
    const badges: NonNullable<RowText['badges']>[number][] = [];
    if (status === 'running' && this.#context.running()) {
      badges.push({ text: strings.running, tone: 'live' });
    } else if (status !== 'ok' && status !== 'running') {
      badges.push({
        text: strings.cellStatus[status],
        tone: status === 'skipped' ? 'warn' : 'bad',
      });
    }
    return {
      title: strings.cell(cell.number),
      label: strings.cellLabel(cell.number, cell.code.text.split('\n').length),
      badges,
      facts:
        cell.durationMs === null || status === 'skipped' ? [] : [formatDuration(cell.durationMs)],
    };
  }
}
