import type { CallFinished, CallStarted } from '../../src/core/cellEvents.ts';
import type {
  ModelReplied,
  RunEvent,
  RunEventBody,
  RunFinished,
  RunResumed,
  RunStarted,
  StoredEvent,
} from '../../src/core/events.ts';
import { parseEvent } from '../../src/runs/storedShapes.ts';
import { UsageSums } from './usageSums.ts';

/** Every type of event, so that a new one is not forgotten here. */
const types: Readonly<Record<RunEventBody['type'], true>> = {
  'run.started': true,
  'run.resumed': true,
  'iteration.started': true,
  'model.delta': true,
  'model.replied': true,
  'model.failed': true,
  'cell.started': true,
  'cell.finished': true,
  'call.started': true,
  'call.finished': true,
  'limit.reached': true,
  'budget.raised': true,
  notice: true,
  coverage: true,
  answer: true,
  'run.finished': true,
};
const refusedChars = 512;

interface Cell {
  readonly iteration: number;
  readonly cell: number;
}
interface OpenCall {
  readonly event: CallStarted;
  child: string | null;
}
/** What a record has said of one run of the tree. */
interface Run {
  readonly path: string;
  readonly start: RunStarted;
  rootModel: string;
  readonly calls: Map<number, OpenCall>;
  readonly children: Set<string>;
  readonly limits: Set<string>;
  readonly refusals: Set<string>;
  lastCall: number;
  lastChild: number;
  iteration: number;
  hasReply: boolean;
  cell: Cell | null;
  lastCell: number;
  /** That of its last iteration, 0 while none has. */
  failedCell: number;
  /** A cell was skipped though none failed: an answer was there when the run was ended. */
  isOver: boolean;
  answers: number;
  /** It has gone on, and may come back to the cell that it was in. */
  mayReopen: boolean;
}
/**
 * What is wrong with the record of one tree, in sentences; none when it is whole: numbered without
 * gaps, all that begins ends and nothing else does, in the order of the tree, nothing after the end
 * but that a run goes on, and the sums are those of their parts. One that was `interrupted` may lack ends, since its process
 * was gone.
 */
export function violationsOf(events: readonly (RunEvent | StoredEvent)[]): string[] {
  const checker = new EventChecker();
  for (const event of events) checker.add(event);
  return checker.end();
}

/** The records in a file that several runs were written to, one after the other. */
export function recordsOf<Event extends RunEvent>(events: readonly Event[]): Event[][] {
  const records: Event[][] = [];
  for (const event of events) {
    if (event.seq === 1 || records.length === 0) records.push([]);
    records.at(-1)?.push(event);
  }
  return records;
}

class EventChecker {
  readonly #violations: string[] = [];
  readonly #runs = new Map<string, Run>();
  readonly #ended = new Map<string, Run>();
  readonly #sums = new UsageSums();
  #seq = 0;
  #end: RunFinished | null = null;
  /** Where in the record it is, for the sentences. */
  #at = '';

  add(event: RunEvent | StoredEvent): void {
    const { seq, run: path, type } = event;
    this.#at = `${seq} ${path || 'root'} ${type}`;
    if (!Object.hasOwn(types, type)) {
      this.#say('is of no known type');
      return;
    }
    if (parseEvent(JSON.stringify(event)) === null) this.#say('has not the shape of its type');
    if (this.#end !== null && (type !== 'run.resumed' || path !== ''))
      this.#say('comes after the end of the root');
    if (type === 'model.delta') {
      if (seq !== 0) this.#say('is numbered');
      return;
    }
    this.#seq += 1;
    if (seq !== this.#seq) {
      this.#say(`should be number ${this.#seq}`);
      this.#seq = seq;
    }
    if (type === 'run.resumed') {
      this.#resume(path, event);
      return;
    }
    const run = this.#runs.get(path);
    if (type === 'run.started') this.#startRun(path, event);
    else if (run !== undefined) this.#addTo(run, event);
    else this.#say(this.#ended.has(path) ? 'comes after the end of its run' : 'has no run');
  }

  end(): string[] {
    this.#at = 'The record';
    if (this.#end === null) this.#say('has no end of its root');
    if (this.#end?.status === 'interrupted') return this.#violations;
    for (const { path } of this.#runs.values()) this.#say(`has no end of run ${path || 'root'}`);
    return this.#violations;
  }

  #say(what: string): void {
    this.#violations.push(`${this.#at} ${what}`);
  }

  #startRun(path: string, event: RunStarted): void {
    if (this.#runs.has(path) || this.#ended.has(path)) this.#say('begins again');
    const parent = path === '' ? null : this.#runs.get(parentOf(path));
    if (path === '' && (event.call ?? null) !== null) this.#say('is a root with a call');
    if (parent === undefined) this.#say('has no parent that goes on');
    const isSettled = ['python', 'javascript', undefined].includes(event.options.language);
    if (!isSettled) this.#say('begins before its language is settled');
    if (parent != null && parent.start.options.language !== event.options.language)
      this.#say('has another language than its parent');
    if (parent != null) {
      const call = parent.calls.get(event.call ?? 0);
      if (call?.event.kind !== 'rlm' || call.child !== null) this.#say('was started by no call');
      else call.child = path;
      const number = Number(path.slice(path.lastIndexOf('.') + 1));
      if (number <= parent.lastChild) this.#say('has a number that was used before');
      parent.lastChild = number;
      parent.children.add(path);
    }
    this.#runs.set(path, {
      path,
      start: event,
      rootModel: event.models.root,
      ...{ calls: new Map(), children: new Set(), limits: new Set(), refusals: new Set() },
      ...{ lastCall: 0, lastChild: 0, iteration: 0, hasReply: true, cell: null, lastCell: 0 },
      ...{ failedCell: 0, isOver: false, answers: 0, mayReopen: false },
    });
  }

  /** The root goes on, with all that was open in it; or a child that had ended, for another call. */
  #resume(path: string, event: RunResumed): void {
    const run = this.#ended.get(path) ?? this.#runs.get(path);
    if (run === undefined) {
      this.#say('goes on, and had not begun');
      return;
    }
    if (path !== '') {
      const parent = this.#runs.get(parentOf(path));
      const call = parent?.calls.get(event.call ?? 0);
      if (!this.#ended.has(path)) this.#say('goes on, and was not over');
      if (call?.event.kind !== 'rlm' || call.child !== null) this.#say('goes on for no call');
      else call.child = path;
    } else this.#end = null;
    this.#ended.delete(path);
    this.#runs.set(path, run);
    run.rootModel = event.models.root;
    for (const each of path === '' ? this.#runs.values() : [run]) {
      each.limits.clear();
      each.refusals.clear();
      Object.assign(each, { answers: 0, isOver: false, mayReopen: true });
    }
  }

  /** A run that goes on comes back to the cell that it was in. */
  #reopen(run: Run, { iteration, cell }: Cell): void {
    const isBefore = iteration === run.iteration && cell <= run.lastCell;
    if (!run.mayReopen || !isBefore) return;
    Object.assign(run, { mayReopen: false, cell: null, lastCell: cell - 1 });
    if (run.failedCell >= cell) run.failedCell = 0;
  }

  #addTo(run: Run, event: RunEventBody): void {
    switch (event.type) {
      case 'iteration.started':
        if (!run.hasReply) this.#say('follows an iteration without a reply');
        if (run.cell !== null) this.#say('begins while a cell goes on');
        if (run.isOver) this.#say('follows cells that were skipped for no reason');
        if (event.iteration !== run.iteration + 1) this.#say('is not the next iteration');
        Object.assign(run, { iteration: event.iteration, hasReply: false });
        Object.assign(run, { lastCell: 0, failedCell: 0 });
        return;
      case 'model.replied':
        if (event.iteration !== run.iteration) this.#say('is of another iteration');
        if (event.purpose === 'iteration' || event.purpose === 'direct') run.hasReply = true;
        if (event.kept && event.costUsd !== 0) this.#say('was paid, though it is kept');
        this.#spend(run, run.rootModel, event);
        return;
      case 'model.failed':
        if (event.iteration !== run.iteration) this.#say('is of another iteration');
        this.#spend(run, run.rootModel, event);
        return;
      case 'cell.started':
        this.#reopen(run, event);
        if (run.cell !== null) this.#say('begins while another cell goes on');
        if (event.iteration !== run.iteration) this.#say('is of another iteration');
        if (event.cell !== run.lastCell + 1) this.#say('is not the next cell');
        run.cell = { iteration: event.iteration, cell: event.cell };
        run.lastCell = event.cell;
        return;
      case 'cell.finished':
        if (run.cell?.iteration !== event.iteration || run.cell.cell !== event.cell)
          this.#say('ends a cell that does not go on');
        for (const call of run.calls.keys()) this.#say(`leaves call ${call} open`);
        if (event.status !== 'skipped' && run.failedCell > 0)
          this.#say('is run after one that failed');
        run.isOver ||= event.status === 'skipped' && run.failedCell === 0;
        if (event.outputChars < 0 || event.durationMs < 0) this.#say('has an amount below zero');
        if (event.status !== 'ok' && event.status !== 'skipped') run.failedCell ||= event.cell;
        run.cell = null;
        return;
      case 'call.started':
        this.#startCall(run, event);
        return;
      case 'call.finished':
        this.#endCall(run, event);
        return;
      case 'limit.reached':
        if (run.limits.has(event.limit)) this.#say('was said before');
        run.limits.add(event.limit);
        return;
      case 'answer':
        run.answers += 1;
        if (run.answers > 1) this.#say('is another answer');
        if (run.cell !== null || run.calls.size > 0) this.#say('comes before what led to it ended');
        return;
      case 'run.finished':
        this.#endRun(run, event);
        return;
      default:
        return;
    }
  }

  #startCall(run: Run, event: CallStarted): void {
    const { call, prompt, promptChars, promptSha256, iteration, cell } = event;
    if (run.cell?.iteration !== iteration || run.cell.cell !== cell) this.#say('has no cell');
    if (call !== run.lastCall + 1) this.#say('is not the next call');
    if (!/^[0-9a-f]{64}$/.test(promptSha256)) this.#say('has no hash');
    if (prompt.length > promptChars && promptChars > refusedChars)
      this.#say('has a prompt that is longer than it says');
    run.lastCall = call;
    run.calls.set(call, { event, child: null });
  }

  #endCall(run: Run, event: CallFinished): void {
    const open = run.calls.get(event.call);
    if (open === undefined) {
      this.#say('ends a call that does not go on');
      return;
    }
    run.calls.delete(event.call);
    if (open.child !== null && this.#runs.has(open.child)) this.#say(`leaves ${open.child} open`);
    const isWell = event.status === 'ok' || event.status === 'memo';
    if (isWell !== (event.error === null)) this.#say('has an error that its status denies');
    if (
      isWell &&
      open.event.prompt.length < open.event.promptChars &&
      open.event.prompt.length === refusedChars
    )
      this.#say('was answered, though it is recorded as refused');
    if (event.error?.name === 'LimitRefused') run.refusals.add(String(event.call));
    const { usage, costUsd } = event;
    if (usage === null) return;
    if (open.event.kind === 'rlm' && event.status === 'ok') this.#say('counts its child twice');
    this.#spend(run, open.event.model, { usage, costUsd });
  }

  #endRun(run: Run, event: RunFinished): void {
    this.#runs.delete(run.path);
    this.#ended.set(run.path, run);
    if (run.path === '') this.#end = event;
    if (event.status === 'interrupted') return;
    if (run.cell !== null) this.#say('leaves a cell open');
    for (const call of run.calls.keys()) this.#say(`leaves call ${call} open`);
    for (const child of run.children) if (this.#runs.has(child)) this.#say(`leaves ${child} open`);
    if (event.status === 'limit' && !run.limits.has(event.limit ?? ''))
      this.#say('was told no limit');
    if ((event.status === 'limit') !== (event.limit !== null)) this.#say('is at a limit or is not');
    if (run.refusals.size > 0 && run.limits.size === 0) this.#say('was refused calls by no limit');
    if (event.status === 'failed' && event.error === null) this.#say('failed without an error');
    if (event.status === 'answered' && run.answers === 0)
      this.#say('is answered without an answer');
    if (event.durationMs < 0) this.#say('took less than no time');
    for (const share of [event.coverage, event.searched ?? 0])
      if (!(share >= 0 && share <= 1)) this.#say(`has a share of ${share}`);
    for (const what of this.#sums.check(run.path, event)) this.#say(what);
  }

  #spend(
    run: Run,
    model: string,
    { usage, costUsd }: Pick<ModelReplied, 'usage' | 'costUsd'>,
  ): void {
    const what = this.#sums.add({ path: run.path, model, usage, costUsd });
    if (what !== null) this.#say(what);
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}
