import type { RunEvent } from '../core/events.ts';
import { type Language, languageNames, languageOf } from '../core/options.ts';
import { number } from '../core/prompts.ts';
import { readReply } from '../core/reply/readReply.ts';
import { titleOfReply } from '../trajectory/titles.ts';
import { counted, money, seconds, size } from './format.ts';
import type { Paint } from './paint.ts';
import { printableLine } from './printable.ts';

/** Lines of code or output that one cell may fill. */
const mostLines = 24;

/** The live trace of a run as lines of text, drawn from its events alone. */
export class Trace {
  readonly #write: (text: string) => void;
  readonly #paint: Paint;
  /** The calls of the cell that each run executes. */
  readonly #calls = new Map<string, ReturnType<typeof noCalls>>();
  /** Of all runs of the tree. */
  #language: Language = 'javascript';
  #endsWithStep = false;
  /** The path of the run that the event shown is of. */
  #run = '';

  constructor(write: (text: string) => void, paint: Paint) {
    this.#write = write;
    this.#paint = paint;
  }

  /** What the run has come to is no answer: the model said it in its last step. */
  get endsWithStep(): boolean {
    return this.#endsWithStep;
  }

  show(event: RunEvent): void {
    this.#run = event.run;
    const { dim, bold, yellow, red } = this.#paint;
    switch (event.type) {
      case 'run.started': {
        if (event.run === '') this.#endsWithStep = false;
        const { context, models, options } = event;
        this.#language = languageOf(options);
        const who =
          models.provider === 'demo'
            ? 'Offline demo: fixed rules, no AI'
            : `${printableLine(models.root)} asks ${printableLine(models.sub)}`;
        const items = context.kind === 'string' ? '' : ` · ${counted(context.items, 'text')}`;
        this.#line(bold(event.question));
        this.#line(
          dim(
            `${printableLine(context.label)}${items} · ${size(context.chars)} · ${counted(context.lines, 'line')} · ${who} · ${languageNames[this.#language]}`,
          ),
        );
        return;
      }
      case 'iteration.started':
      case 'model.delta':
      case 'coverage':
      case 'run.finished':
        return;
      case 'answer':
        if (event.run === '') this.#endsWithStep = event.step ?? false;
        return;
      case 'call.started':
        this.#callsOf(event.run).models.add(
          event.kind === 'rlm' ? 'child runs' : printableLine(event.model),
        );
        return;
      case 'model.replied': {
        const what = {
          answer: 'Last question',
          compaction: 'Summary',
          direct: 'Asked directly',
          iteration: `${event.iteration}`,
        }[event.purpose];
        const { cells } = readReply(event.text, { language: this.#language, parses: () => true });
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
        this.#calls.set(event.run, noCalls());
        this.#block(event.code, dim('│ '), (text) => text);
        return;
      case 'call.finished':
        this.#count(event);
        return;
      case 'cell.finished': {
        this.#showCalls();
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

  #count(event: Extract<RunEvent, { type: 'call.finished' }>): void {
    const calls = this.#callsOf(event.run);
    calls.finished += 1;
    if (event.status === 'memo') calls.memo += 1;
    if (event.status === 'error') calls.failed += 1;
    if (event.status === 'cancelled') calls.stopped += 1;
    // A child's calls carry their own cost.
    const cost = event.status !== 'memo' && event.usage !== null ? event.costUsd : 0;
    calls.estimated ||= event.usage?.estimated ?? false;
    calls.costUsd = calls.costUsd === null || cost === null ? null : calls.costUsd + cost;
  }

  #showCalls(): void {
    const { finished, memo, failed, stopped, costUsd, estimated, models } = this.#callsOf(
      this.#run,
    );
    if (finished === 0) return;
    const parts = [`${counted(finished, 'call')} to ${[...models].join(', ')}`];
    if (memo > 0) parts.push(`${number(memo)} cached ($0)`);
    if (failed > 0) parts.push(`${number(failed)} failed`);
    if (stopped > 0) parts.push(`${number(stopped)} stopped`);
    parts.push(money(costUsd, estimated));
    this.#line(this.#paint.dim(`  ${parts.join(' · ')}`));
  }

  #callsOf(run: string): ReturnType<typeof noCalls> {
    const calls = this.#calls.get(run) ?? noCalls();
    this.#calls.set(run, calls);
    return calls;
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

/** The calls of one cell, summed. */
function noCalls() {
  const costUsd: number | null = 0;
  return {
    finished: 0,
    failed: 0,
    stopped: 0,
    memo: 0,
    costUsd: costUsd as number | null,
    estimated: false,
    models: new Set<string>(),
  };
}

const longestLine = 200;

function cut(line: string): string {
  return line.length <= longestLine ? line : `${line.slice(0, longestLine)} ...`;
}
