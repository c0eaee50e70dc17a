import { spentOn } from '../../src/trajectory/costs.ts';
import { formatDuration } from '../../src/trajectory/duration.ts';
import type { CallModel, Trajectory } from '../../src/trajectory/model.ts';
import { make, setHidden } from '../dom.ts';
import { formatSpent } from '../format.ts';
import { strings } from '../strings.ts';
import { firstWords } from '../trace/rowText.ts';
import type { Span, Timeline } from './spans.ts';

/** Rows of the table at most. */
const most = 20;

/** The timeline's calls as a table: those that cost most, and of the same cost took longest. */
export class LargestCalls {
  readonly element = make('details', 'largest', { hidden: true });
  readonly #summary = make('summary');
  readonly #table = make('div', 'wide');
  readonly #onPick: (span: Span) => void;
  #draw = () => {};

  constructor(onPick: (span: Span) => void) {
    this.#onPick = onPick;
    this.element.append(this.#summary, this.#table);
    this.element.addEventListener('toggle', () => this.#draw());
  }

  draw({ bands }: Timeline, model: Trajectory): void {
    const spans = bands.flatMap(({ label, spans }) => (label === 'calls' ? spans : []));
    setHidden(this.element, spans.length === 0);
    this.#summary.textContent = strings.largest(Math.min(most, spans.length));
    this.#draw = () => {
      if (this.element.open) this.#table.replaceChildren(this.#makeTable(spans, model));
    };
    this.#draw();
  }

  #makeTable(spans: readonly Span[], model: Trajectory): HTMLElement {
    const calls = spans.map((span) => ({ span, call: callOf(span, model) }));
    const largest = calls.sort((one, other) => sizeOf(other) - sizeOf(one)).slice(0, most);
    const heads = strings.largestColumns.map((name) => make('th', '', { scope: 'col' }, name));
    const body = make('tbody');
    for (const { span, call } of largest) {
      const link = make('button', 'link', { type: 'button' }, String(span.call));
      link.addEventListener('click', () => this.#onPick(span));
      const cells = [
        call?.model ?? '',
        String(span.iteration),
        formatDuration(span.from),
        formatDuration(span.to - span.from),
        call === undefined || call.usage === null ? '' : formatSpent(spentOn(call)),
        firstWordsOf(call),
      ];
      body.append(
        make(
          'tr',
          '',
          {},
          make('td', '', {}, link),
          ...cells.map((text) => make('td', '', {}, text)),
        ),
      );
    }
    const label = strings.largest(largest.length);
    return make(
      'table',
      '',
      { 'aria-label': label },
      make('thead', '', {}, make('tr', '', {}, ...heads)),
      body,
    );
  }
}

/** Characters of a prompt that a row shows. */
const longestWords = 80;

function firstWordsOf(call: CallModel | undefined): string {
  const words = firstWords(call?.prompt.text ?? '');
  return words.length > longestWords ? `${words.slice(0, longestWords).trimEnd()}…` : words;
}

/** Cost first: a millionth of a cent outweighs a day. */
function sizeOf({
  span,
  call,
}: {
  readonly span: Span;
  readonly call: CallModel | undefined;
}): number {
  return (call?.costUsd ?? 0) * 1e16 + (span.to - span.from);
}

function callOf({ run, call }: Span, model: Trajectory): CallModel | undefined {
  return call === null ? undefined : model.runs.get(run)?.calls[call - 1];
}
