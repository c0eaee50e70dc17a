import { spentOn } from '../../src/trajectory/costs.ts';
import { formatDuration } from '../../src/trajectory/duration.ts';
import type { CallModel, Trajectory } from '../../src/trajectory/model.ts';
import { make, setHidden } from '../dom.ts';
import { formatSpent } from '../format.ts';
import { type Column, SortedTable } from '../sortedTable.ts';
import { strings } from '../strings.ts';
import { firstWords } from '../trace/rowText.ts';
import type { Span, Timeline } from './spans.ts';

/** Rows of the table at most. */
const most = 20;

/** A call of the timeline. */
interface TimedCall {
  readonly span: Span;
  readonly call: CallModel | undefined;
}

/** The timeline's calls as a table: those that cost most, and of the same cost took longest. */
export class LargestCalls {
  readonly element = make('details', 'largest', { hidden: true });
  readonly #summary = make('summary');
  readonly #table: SortedTable<TimedCall>;
  #draw = () => {};

  constructor(onPick: (span: Span) => void) {
    this.#table = new SortedTable(strings.largestCalls, columns(onPick), most);
    this.element.append(this.#summary, make('div', 'wide', { tabindex: 0 }, this.#table.element));
    this.element.addEventListener('toggle', () => this.#draw());
  }

  draw({ bands }: Timeline, model: Trajectory): void {
    const spans = bands.flatMap(({ label, spans }) => (label === 'calls' ? spans : []));
    setHidden(this.element, spans.length === 0);
    this.#summary.textContent = strings.largest(Math.min(most, spans.length));
    this.#draw = () => {
      if (!this.element.open) return;
      const calls = spans.map((span) => ({ span, call: callOf(span, model) }));
      this.#table.show(calls.sort((one, other) => sizeOf(other) - sizeOf(one)));
    };
    this.#draw();
  }
}

function columns(onPick: (span: Span) => void): readonly Column<TimedCall>[] {
  const link = (span: Span): HTMLElement => {
    const button = make('button', 'link', { type: 'button' }, String(span.call));
    button.addEventListener('click', () => onPick(span));
    return button;
  };
  const [number = '', model = '', iteration = '', start = '', time = '', cost = '', prompt = ''] =
    strings.largestColumns;
  const modelOf = ({ call }: TimedCall): string => call?.model ?? '';
  const costOf = ({ call }: TimedCall): string =>
    call === undefined || call.usage === null ? '' : formatSpent(spentOn(call));
  const words = ({ call }: TimedCall): string => firstWordsOf(call);
  return [
    { name: number, value: ({ span }) => span.call ?? 0, show: ({ span }) => link(span) },
    { name: model, value: modelOf, show: modelOf },
    {
      name: iteration,
      value: ({ span }) => span.iteration,
      show: ({ span }) => String(span.iteration),
    },
    { name: start, value: ({ span }) => span.from, show: ({ span }) => formatDuration(span.from) },
    {
      name: time,
      value: ({ span }) => span.to - span.from,
      show: ({ span }) => formatDuration(span.to - span.from),
    },
    { name: cost, value: ({ call }) => call?.costUsd ?? 0, show: costOf },
    { name: prompt, value: words, show: words },
  ];
}

/** Characters of a prompt that a row shows. */
const longestWords = 80;

function firstWordsOf(call: CallModel | undefined): string {
  const words = firstWords(call?.prompt.text ?? '');
  return words.length > longestWords ? `${words.slice(0, longestWords).trimEnd()}…` : words;
}

/** Cost first: a millionth of a cent outweighs a day. */
function sizeOf({ span, call }: TimedCall): number {
  return (call?.costUsd ?? 0) * 1e16 + (span.to - span.from);
}

function callOf({ run, call }: Span, model: Trajectory): CallModel | undefined {
  return call === null ? undefined : model.runs.get(run)?.calls[call - 1];
}
