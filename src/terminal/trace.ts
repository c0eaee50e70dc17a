import type { CellFinished } from '../core/cellEvents.ts';
import type { RunEvent } from '../core/events.ts';
import { languageNames, languageOf } from '../core/options.ts';
import { number } from '../core/prompts.ts';
import { readReply } from '../core/reply/readReply.ts';
import { known, sumSpent } from '../trajectory/costs.ts';
import { findCell } from '../trajectory/nodes.ts';
import { titleOfReply } from '../trajectory/titles.ts';
import { counted, money, seconds, size } from './format.ts';
import { LiveTree } from './liveTree.ts';
import type { Paint } from './paint.ts';
import { printableLine } from './printable.ts';

/** Lines of code or output that one cell may fill. */
const mostLines = 24;

/** The live trace of a run as lines of text, drawn from its events alone. */
export class Trace {
  readonly #write: (text: string) => void;
  readonly #paint: Paint;
  readonly #tree = new LiveTree();
  /** The path of the run that the event shown is of. */
  #run = '';

  constructor(write: (text: string) => void, paint: Paint) {
    this.#write = write;
    this.#paint = paint;
  }

  /** What the run has come to is no answer: the model said it in its last step. */
  get endsWithStep(): boolean {
    return this.#tree.now.runs.get('')?.answer?.isStep ?? false;
  }

  /** Takes an event in that was shown before: of a run that is resumed. */
  recall(event: RunEvent): void {
    this.#tree.take(event);
  }

  show(event: RunEvent): void {
    this.#run = event.run;
    this.#tree.take(event);
    const { dim, bold, yellow, red } = this.#paint;
    switch (event.type) {
      case 'run.started': {
        const { context, models, options } = event;
        const who =
          models.provider === 'demo'
            ? 'Offline demo: fixed rules, no AI'
            : `${printableLine(models.root)} asks ${printableLine(models.sub)}`;
        const items = context.kind === 'string' ? '' : ` · ${counted(context.items, 'text')}`;
        this.#line(bold(event.question));
        this.#line(
          dim(
            `${printableLine(context.label)}${items} · ${size(context.chars)} · ${counted(context.lines, 'line')} · ${who} · ${languageNames[languageOf(options)]}`,
          ),
        );
        return;
      }
      case 'iteration.started':
      case 'model.delta':
      case 'coverage':
      case 'answer':
      case 'call.started':
      case 'call.finished':
      case 'run.finished':
        return;
      case 'model.replied': {
        const what = {
          answer: 'Last question',
          compaction: 'Summary',
          direct: 'Asked directly',
          iteration: `${event.iteration}`,
        }[event.purpose];
        const language = languageOf(this.#tree.now.runs.get(event.run)?.options ?? {});
        const { cells } = readReply(event.text, { language, parses: () => true });
        const named = titleOfReply(event.text, cells);
        const unnamed = named.kind === 'answer' ? 'The answer' : 'No words';
        const title = named.kind === 'words' ? named.text : unnamed;
        const cost = money(event.costUsd, event.usage.estimated);
        this.#line('');
        this.#line(
          `${bold(what)}  ${bold(title)}  ${dim(`${seconds(event.durationMs)} · ${cost}`)}`,
        );
        return;
      }
      case 'model.failed': {
        const cost = money(event.costUsd, event.usage.estimated);
        this.#line(dim(`  no reply came · ${seconds(event.durationMs)} · ${cost}`));
        return;
      }
      case 'cell.started':
        this.#block(event.code, dim('│ '), (text) => text);
        return;
      case 'cell.finished': {
        this.#showCalls(event);
        if (event.status === 'skipped')
          this.#line(dim('  not run, because an earlier cell failed'));
        this.#block(event.output, dim('> '), dim);
        if (event.error !== null) {
          const line = event.error.line === null ? '' : `line ${event.error.line}: `;
          // Its lines are indented, so that none looks like one of the trace.
          const message = event.error.message.replaceAll('\n', '\n    ');
          this.#line(red(`  ${line}${printableLine(event.error.name)}: ${message}`));
        }
        return;
      }
      case 'run.resumed':
        this.#line(
          dim(
            `  goes on, with ${money(event.spent.costUsd, event.spent.usage.estimated)} spent before`,
          ),
        );
        return;
      case 'limit.reached':
        this.#line(yellow(`  limit of ${event.limit} reached (${event.value})`));
        return;
      case 'budget.raised':
        this.#line(yellow(`  limit of cost raised to ${money(event.maxCostUsd, false)}`));
        return;
      case 'notice':
        this.#line(yellow(`  ${aboutCall(event.call)}${printableLine(event.text)}`));
        return;
      default:
        event satisfies never;
    }
  }

  /** Of the cell that has ended. */
  #showCalls({ run: path, iteration, cell: number }: RunEvent & CellFinished): void {
    const run = this.#tree.now.runs.get(path);
    const groups = (run && findCell(run, iteration, number)?.groups) ?? [];
    const sumOf = (field: 'failed' | 'stopped' | 'memo'): number =>
      groups.reduce((sum, group) => sum + group[field], 0);
    const calls = groups.flatMap((group) => group.calls);
    if (calls.length === 0) return;
    const models = calls
      .map((call) => run?.calls[call - 1])
      .map((call) => (call?.kind === 'rlm' ? 'child runs' : printableLine(call?.model ?? '')));
    const spent = sumSpent(groups.map((group) => group.spent));
    const parts = [
      `${counted(calls.length, 'call')} to ${[...new Set(models)].join(', ')}`,
      ...say(sumOf('memo'), 'cached ($0)'),
      ...say(sumOf('failed'), 'failed'),
      ...say(sumOf('stopped'), 'stopped'),
      money(known(spent), spent.estimated),
    ];
    this.#line(this.#paint.dim(`  ${parts.join(' · ')}`));
  }

  #block(text: string, margin: string, paint: (text: string) => string): void {
    if (text.trim() === '') return;
    const lines = text.trimEnd().split('\n');
    for (const line of lines.slice(0, mostLines)) this.#line(`  ${margin}${paint(cut(line))}`);
    const more = lines.length - mostLines;
    if (more > 0) this.#line(this.#paint.dim(`  ${counted(more, 'more line')}`));
  }

  #line(text: string): void {
    // Children run side by side: each of their lines says whose it is.
    const whose = this.#run === '' ? '' : this.#paint.dim(`[${this.#run}] `);
    this.#write(`${whose}${text}\n`);
  }
}

function aboutCall(call: number | undefined): string {
  return call === undefined ? '' : `Call ${number(call)}: `;
}

/** Nothing of what didn't happen. */
function say(count: number, what: string): string[] {
  return count === 0 ? [] : [`${number(count)} ${what}`];
}

const longestLine = 200;

function cut(line: string): string {
  return line.length <= longestLine ? line : `${line.slice(0, longestLine)} ...`;
}
