import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { ask } from '../../../src/core/ask.ts';
import type { Context, ContextDescription } from '../../../src/core/context.ts';
import type {
  CallHandler,
  CallRequest,
  CellResult,
  CitedLines,
  Covered,
  Environment,
  Evaluated,
  LineRange,
  RecoveredCall,
} from '../../../src/core/environment.ts';
import { Cancelled, SandboxFailed } from '../../../src/core/errors.ts';
import type { RunEvent, RunResult } from '../../../src/core/events.ts';
import { Keeper } from '../../../src/core/keeper.ts';
import type { Memo } from '../../../src/core/memo.ts';
import type {
  Message,
  Model,
  ModelFacts,
  ModelReply,
  ModelRequest,
  Usage,
} from '../../../src/core/model.ts';
import type { RunOptions } from '../../../src/core/options.ts';
import type { RunParts } from '../../../src/core/parts.ts';
import type { RecordLimits } from '../../../src/core/recordBound.ts';
import type { AskForMoney } from '../../../src/core/scope.ts';
import { sharedText } from '../../../src/sources/decode.ts';
import { violationsOf } from '../../support/eventChecker.ts';
import { javascriptOptions } from '../../support/javascriptRun.ts';

export const usage = (inputTokens: number, outputTokens: number) => ({
  inputTokens,
  cachedInputTokens: 0,
  outputTokens,
  estimated: false,
});

const free = { input: 0, cachedInput: 0, output: 0 };

type Scripted = string | Error | ((request: ModelRequest) => Promise<string> | string);

/** Replies with a script, one entry a request of the root model; throws when it runs out. */
export class ScriptedModel implements Model {
  readonly provider = 'openai' as const;
  readonly requests: ModelRequest[] = [];
  readonly #root: Scripted[];
  readonly #sub: (prompt: string, request: ModelRequest) => Promise<string> | string;
  readonly #facts: ModelFacts;
  address?: string;
  tokens: Usage = usage(100, 10);
  finish: (text: string) => ModelReply['finish'] = () => 'stop';

  constructor(
    root: readonly Scripted[],
    sub: (prompt: string, request: ModelRequest) => Promise<string> | string = () => 'sub reply',
    facts: ModelFacts = { price: free, window: null, maxOutput: null },
  ) {
    this.#root = [...root];
    this.#sub = sub;
    this.#facts = facts;
  }

  async complete(request: ModelRequest): Promise<ModelReply> {
    this.requests.push({ ...request, messages: [...request.messages] });
    if (request.messages[0]?.role === 'system') checkRoles(request.messages);
    if (request.signal.aborted) throw new Cancelled();
    const text = await this.#reply(request);
    request.onDelta?.(text);
    const { price } = this.#facts;
    const { inputTokens, outputTokens } = this.tokens;
    const costUsd =
      price === null ? null : (inputTokens * price.input + outputTokens * price.output) / 1e6;
    return { text, usage: this.tokens, costUsd, finish: this.finish(text) };
  }

  facts(): ModelFacts {
    return this.#facts;
  }

  async #reply(request: ModelRequest): Promise<string> {
    const last = request.messages.at(-1)?.content ?? '';
    if (request.messages[0]?.role !== 'system') return await this.#sub(last, request);
    const next = this.#root.shift();
    if (next === undefined) throw new Error('the script has run out');
    if (next instanceof Error) throw next;
    return typeof next === 'string' ? next : await next(request);
  }
}

/** As servers demand it that render a template: system, user, assistant, user ... user, none empty. */
function checkRoles(messages: readonly Message[]): void {
  const roles = messages.map(({ role }) => role);
  const wanted = roles.map((_, at) => (at === 0 ? 'system' : at % 2 === 1 ? 'user' : 'assistant'));
  if (roles.length % 2 !== 0 || roles.join() !== wanted.join())
    throw new Error(`Roles do not alternate: ${roles.join()}`);
  const empty = messages.findIndex(({ content }) => content.trim() === '');
  if (empty >= 0) throw new Error(`Message ${empty} of ${roles.join()} is empty`);
}

export type CellCode = (
  call: (
    request: Partial<CallRequest> & { prompt: string },
    /** Gives up this call alone; the cell's own unless given. */
    own?: AbortSignal,
  ) => Promise<string>,
  signal: AbortSignal,
) => Promise<Partial<CellResult>> | Partial<CellResult>;

/** An environment whose cells are the names of functions. */
export class ScriptedEnvironment implements Environment {
  readonly executed: string[] = [];
  disposed = false;
  isResting = false;
  history: readonly Message[] = [];
  readonly recovered: RecoveredCall[] = [];
  /** What was said to have been seen, in order. */
  readonly covered: string[] = [];
  /** Where `holds` looks. */
  text = '';
  /** Nothing can be computed or looked up any more. */
  isGone = false;
  variablesByName: Record<string, string> = {};
  readonly #context: Context;
  #calls: CallHandler;
  readonly #cells: Readonly<Record<string, CellCode>>;

  constructor(context: Context, calls: CallHandler, cells: Readonly<Record<string, CellCode>>) {
    this.#context = context;
    this.#calls = calls;
    this.#cells = cells;
  }

  async describe(): Promise<ContextDescription> {
    const chars = this.#context.items.reduce((sum, item) => sum + item.text.length, 0);
    const items = this.#context.items.map((item) => ({
      path: item.path,
      chars: item.text.length,
      lines: 3,
    }));
    return { kind: this.#context.kind, chars, lines: 3, longestLine: 9, head: 'head', items };
  }

  async execute(code: string, _label: unknown, signal: AbortSignal): Promise<CellResult> {
    this.executed.push(code);
    const cell = this.#cells[code.trim()];
    if (cell === undefined) throw new Error(`no cell ${code}`);
    const answer: Partial<CellResult> = await cell(
      (request, own = signal) => this.#calls({ name: 'llm_query', ...request }, own),
      signal,
    );
    return cellResult({ outputChars: answer.output?.length ?? 0, durationMs: 1, ...answer });
  }

  async recover(answered: readonly RecoveredCall[]) {
    this.recovered.push(...answered);
    return [];
  }

  async state() {
    return new TextEncoder().encode(JSON.stringify(this.variablesByName));
  }

  async restore(state: Uint8Array) {
    this.variablesByName = JSON.parse(new TextDecoder().decode(state));
    return true;
  }

  async evaluate(text: string): Promise<Evaluated> {
    if (this.isGone) throw new SandboxFailed('it is gone');
    const value = this.variablesByName[text];
    return value === undefined ? { kind: 'text' } : { kind: 'value', text: value };
  }

  async variables() {
    return Object.keys(this.variablesByName).map((name) => ({ name, type: 'string', size: '' }));
  }

  async cite(ranges: readonly LineRange[]): Promise<readonly (CitedLines | null)[]> {
    return ranges.map(({ startLine, endLine }) =>
      endLine <= 3 && startLine >= 1 ? { text: `line ${startLine}`, isShown: true } : null,
    );
  }

  async locate(quotes: readonly string[]) {
    const place = { path: '', startLine: 1, endLine: 1 };
    return quotes.map((quote) => (quote.includes('invented') ? null : place));
  }

  async holds(texts: readonly string[]) {
    if (this.isGone) throw new SandboxFailed('it is gone');
    return texts.some((text) => this.text.includes(text));
  }

  async cover(texts: readonly string[], isAnswered: boolean): Promise<Covered> {
    if (isAnswered) this.covered.push(...texts);
    const seen = { chars: 2, ranges: [{ path: '', start: 0, end: 2 }] };
    return { seen, searched: { chars: 0, ranges: [] } };
  }

  async renew(calls: CallHandler): Promise<void> {
    this.#calls = calls;
  }

  async remember(messages: readonly Message[]) {
    this.history = messages;
    return 'history';
  }

  fork(): ScriptedEnvironment {
    const fork = new ScriptedEnvironment(this.#context, this.#calls, this.#cells);
    fork.variablesByName = { ...this.variablesByName };
    fork.isResting = true;
    return fork;
  }

  async rest(): Promise<number> {
    this.isResting = true;
    return 1_000;
  }

  async dispose(): Promise<void> {
    this.disposed = true;
  }
}

export function textContext(text: string): Context {
  return {
    kind: 'string',
    label: 'a.txt',
    items: [{ path: '', text: sharedText(text), origin: null }],
  };
}

export interface Trial {
  readonly result: RunResult;
  readonly events: readonly RunEvent[];
  readonly bugs: readonly Error[];
  /** That of the root, unless it follows another run up. */
  readonly environment: ScriptedEnvironment | undefined;
}

export const after = (ms: number, callback: () => void): (() => void) => {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
};

/** Runs the engine over scripted parts and a real clock. */
export async function runScripted(trial: {
  readonly model: Model;
  readonly cells?: Readonly<Record<string, CellCode>>;
  readonly variables?: Record<string, string>;
  /** Where the engine looks for quotations. */
  readonly text?: string;
  readonly isGone?: boolean;
  readonly options?: Partial<RunOptions>;
  readonly signal?: AbortSignal;
  readonly notices?: readonly string[];
  readonly onBudget?: AskForMoney;
  readonly memo?: Memo;
  /** Keeps what the run leaves; one of its own unless given. */
  readonly keeper?: Keeper;
  readonly runId?: string;
  readonly question?: string;
  /** Three lines unless given. */
  readonly context?: Context;
  readonly follows?: string;
  readonly recordLimits?: RecordLimits;
  /** Changes what the engine is given. */
  readonly parts?: (parts: RunParts) => RunParts;
}): Promise<Trial> {
  const events: RunEvent[] = [];
  const bugs: Error[] = [];
  const environments: ScriptedEnvironment[] = [];
  const keeper = trial.keeper ?? new Keeper(after);
  const parts: RunParts = {
    createEnvironment: (context, _options, calls) => {
      const environment = new ScriptedEnvironment(context, calls, trial.cells ?? {});
      environment.variablesByName = trial.variables ?? {};
      environment.text = trial.text ?? '';
      environment.isGone = trial.isGone ?? false;
      environments.push(environment);
      return environment;
    },
    share: sharedText,
    prepareLanguage: async () => null,
    parses: () => true,
    loadParsers: async () => {},
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    clock: { now: Date.now, after },
    reportBug: (error) => bugs.push(error),
    emit: (event) => events.push(event),
    ...(trial.recordLimits && { recordLimits: trial.recordLimits }),
  };
  const result = await ask(
    {
      runId: trial.runId ?? 'r1',
      question: trial.question ?? 'What is it?',
      context: trial.context ?? textContext('one\ntwo\nthree\n'),
      options: { ...javascriptOptions, ...trial.options },
      model: trial.model,
      signal: trial.signal ?? new AbortController().signal,
      ...(trial.notices && { notices: trial.notices }),
      ...(trial.onBudget && { onBudget: trial.onBudget }),
      ...(trial.memo && { memo: trial.memo }),
      ...(trial.follows && { follows: trial.follows }),
    },
    trial.parts?.(parts) ?? parts,
    keeper,
  );
  const [environment] = environments;
  if (trial.keeper === undefined) await keeper.dispose();
  assert.deepEqual(violationsOf(events), []);
  return { result, events, bugs, environment };
}

export const cell = (name: string): string => `Do ${name}.\n\`\`\`repl\n${name}\n\`\`\``;

/** Of a cell that printed nothing, but for these facts. */
export const cellResult = (facts: Partial<CellResult>): CellResult => ({
  status: 'ok',
  output: '',
  outputChars: 0,
  error: null,
  durationMs: 0,
  final: null,
  candidate: null,
  notes: [],
  variables: [],
  ...facts,
});
