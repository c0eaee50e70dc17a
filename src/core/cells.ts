import type { Environment } from './environment.ts';
import { Cancelled } from './errors.ts';
import type { ModelReply } from './model.ts';
import { type CellOutcome, cutOutput, cutRepliesNote, cutRepliesText } from './observation.ts';
import { number } from './prompts.ts';
import { isPlaceholder } from './reply/placeholder.ts';
import { type ProseAnswer, type Reply, readReply } from './reply/readReply.ts';
import type { RunScope } from './scope.ts';
import type { Subcalls } from './subcalls.ts';

/** What came of one reply. */
export interface ReplyOutcome {
  readonly cells: readonly CellOutcome[];
  /** A cell failed; those after it were not run. */
  readonly failed: boolean;
  /** The answer submitted; null when none was, or when it is void. */
  readonly answer: string | null;
  /** The best that could serve as an answer if none is ever submitted. */
  readonly candidate: string | null;
  /** Sentences for the model about the reply itself. */
  readonly notes: readonly string[];
  /** What the model will have seen of the cells' output. */
  readonly outputs: readonly string[];
}

/** Executes the cells of one run's replies, with their events. */
export class Cells {
  readonly #scope: RunScope;
  readonly #environment: Environment;
  readonly #calls: Subcalls;

  constructor(scope: RunScope, environment: Environment, calls: Subcalls) {
    this.#scope = scope;
    this.#environment = environment;
    this.#calls = calls;
  }

  /**
   * Runs the cells in order, up to the first that fails, and reads the answer. Rejects with Cancelled
   * when the tree is stopped, unless an answer was submitted before.
   */
  async execute(reply: ModelReply, iteration: number): Promise<ReplyOutcome> {
    const read = readReply(reply.text, { parses: this.#scope.parts.parses });
    const notes = notesOn(read, reply);
    const cells: CellOutcome[] = [];
    const outputs: string[] = [];
    let failed = false;
    let answer: string | null = null;
    let candidate = read.prose === '' ? null : read.prose;
    for (const [index, code] of read.cells.entries()) {
      const at = { iteration, cell: index + 1 };
      if (failed) {
        this.#skip(code, at);
        cells.push({ code, result: null });
        continue;
      }
      const outcome = await this.#run(code, at);
      cells.push(outcome);
      const { result } = outcome;
      outputs.push(result.output, ...(result.error === null ? [] : [result.error.message]));
      failed = result.status !== 'ok';
      answer = result.final ?? answer;
      candidate = result.final ?? result.candidate ?? candidate;
      if (this.#scope.signal.aborted && answer === null) throw new Cancelled();
    }
    // A reply whose cell failed has not submitted anything, whatever its earlier cells did.
    if (failed) answer = null;
    if (this.#calls.flattened && cells.length > 0) {
      this.#calls.flattened = false;
      notes.push('rlm_query ran as llm_query: the depth limit is reached here.');
    }
    if (read.answer !== null) {
      if (failed) notes.push('FINAL was not accepted, because a cell failed.');
      else answer ??= await this.read(read.answer, notes);
    }
    return { cells, failed, answer, candidate, notes, outputs };
  }

  /** An answer in prose; null, and a note, when it names a variable that isn't there. */
  async read(final: ProseAnswer, notes: string[]): Promise<string | null> {
    if (final.kind !== 'variable') return isPlaceholder(final.text) ? null : final.text;
    const value = await this.#environment.read(final.name);
    if (value === null) {
      const known = await this.#environment.variables();
      const list = known.map((variable) => variable.name).join(', ');
      notes.push(
        `FINAL_VAR: there is no variable "${final.name}". ${list === '' ? 'No variables have been made.' : `There are: ${list}.`}`,
      );
    }
    return value;
  }

  async #run(code: string, at: { iteration: number; cell: number }) {
    const { request, signal } = this.#scope;
    this.#scope.record({ type: 'cell.started', ...at, code });
    this.#calls.enter(at);
    const executed = await this.#environment.execute(code, at, signal);
    const { status, outputChars, error, durationMs } = executed;
    const output = cutOutput(executed.output, request.options.maxOutputChars, outputChars);
    this.#scope.record({
      type: 'cell.finished',
      ...at,
      status,
      output,
      outputChars,
      error,
      durationMs,
    });
    const { cutReplies } = this.#calls;
    if (cutReplies.length === 0) return { code, result: { ...executed, output } };
    const cut = cutRepliesText(cutReplies);
    this.#scope.record({ type: 'notice', text: `${cut}.` });
    const notes = [...executed.notes, cutRepliesNote(cut, cutReplies)];
    return { code, result: { ...executed, output, notes } };
  }

  #skip(code: string, at: { iteration: number; cell: number }): void {
    this.#scope.record({ type: 'cell.started', ...at, code });
    const nothing = { output: '', outputChars: 0, error: null, durationMs: 0 };
    this.#scope.record({ type: 'cell.finished', ...at, status: 'skipped', ...nothing });
  }
}

function notesOn(read: Reply, reply: ModelReply): string[] {
  const notes: string[] = [];
  if (reply.finish === 'length') {
    notes.push(
      `Your reply was cut at its limit of ${number(reply.usage.outputTokens)} tokens: write less at a time.`,
    );
  }
  const labels = new Set(read.ignored.map(({ label }) => label));
  for (const label of labels) {
    notes.push(
      label === ''
        ? 'A block without a label was not run: code to run goes into ```repl blocks.'
        : `The block labelled "${label}" was not run: code to run goes into \`\`\`repl blocks.`,
    );
  }
  return notes;
}
