import { parseArgs } from 'node:util';
import { EmptyQuestion, InvalidOption } from '../core/errors.ts';
import {
  directModes,
  languages,
  modelVariants,
  type NumericOption,
  optionBounds,
  type RunOptions,
} from '../core/options.ts';
import { readPrice, readWindow } from './modelArguments.ts';

/** What was typed behind `rlm ask`. Options that were not named are absent. */
export interface AskArguments {
  readonly question: string;
  /** Asked one after the other when the question is answered, in the same REPL. */
  readonly followUps: readonly string[];
  /** Paths, or `-` for standard input. */
  readonly files: readonly string[];
  readonly folder: string | null;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Of all files, as it was typed; null: found by itself. */
  readonly encoding: string | null;
  readonly provider: 'auto' | 'openai' | 'demo';
  readonly baseUrl: string | null;
  readonly api: 'auto' | 'responses' | 'chat';
  readonly options: Partial<RunOptions>;
  /** USD per million tokens, by model. */
  readonly prices: Readonly<Record<string, { input: number; output: number; cachedInput: number }>>;
  /** Tokens of prompt and reply together, by model. */
  readonly windows: Readonly<Record<string, number>>;
  readonly eventsFile: string | null;
  /** Where replies of sub-models are kept for later runs; null: nowhere. */
  readonly memoFolder: string | null;
  readonly json: boolean;
  /** Say what the question will cost, and send nothing of the text; the question may be missing then. */
  readonly estimate: boolean;
}

const numericFlags = {
  'max-iterations': 'maxIterations',
  'max-depth': 'maxDepth',
  'max-subcalls': 'maxSubcalls',
  concurrency: 'concurrency',
  'max-output-tokens': 'maxOutputTokens',
  'max-cost-usd': 'maxCostUsd',
  'max-tokens': 'maxTokens',
  'max-errors': 'maxConsecutiveErrors',
  timeout: 'timeoutSeconds',
  'cell-timeout': 'cellSeconds',
  'sandbox-memory-mb': 'sandboxMemoryMb',
} as const satisfies Record<string, NumericOption>;

const text = { type: 'string' } as const;
const list = { type: 'string', multiple: true } as const;

const flags = {
  file: list,
  dir: text,
  include: list,
  exclude: list,
  encoding: text,
  provider: text,
  'base-url': text,
  api: text,
  'root-model': text,
  'sub-model': text,
  'model-variant': text,
  profile: text,
  language: text,
  direct: text,
  price: list,
  window: list,
  events: text,
  memo: text,
  'follow-up': list,
  json: { type: 'boolean' },
  estimate: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  'max-iterations': text,
  'max-depth': text,
  'max-subcalls': text,
  concurrency: text,
  'max-output-tokens': text,
  'max-cost-usd': text,
  'max-tokens': text,
  'max-errors': text,
  timeout: text,
  'cell-timeout': text,
  'sandbox-memory-mb': text,
} as const;

/** Options that say nothing when they are empty; of the others the empty value is the default. */
const filled = new Set([
  ...['file', 'dir', 'include', 'exclude', 'events', 'memo'],
  ...['root-model', 'sub-model'],
]);

/** Reads the arguments behind `rlm`; `help` when help was asked for. Throws InvalidOption, EmptyQuestion. */
export function readArguments(argv: readonly string[]): AskArguments | 'help' {
  const { values, positionals } = parse(argv);
  const [command, ...questions] = positionals;
  if (values.help || command === undefined || command === 'help') return 'help';
  if (command !== 'ask') {
    throw new InvalidOption(`"${command}" is not a command. Use: rlm ask --file PATH "question".`);
  }
  if (questions.length > 1) {
    throw new InvalidOption('There is more than one question. Put the question into quotes.');
  }
  const question = questions[0]?.trim() ?? '';
  if (question === '' && !values.estimate) throw new EmptyQuestion();
  const followUps = (values['follow-up'] ?? []).map((followUp) => followUp.trim());
  if (followUps.includes('')) throw new EmptyQuestion();
  const files = values.file ?? [];
  const folder = values.dir ?? null;
  if (files.length === 0 && folder === null) {
    throw new InvalidOption('No text is named. Use --file PATH, --file - or --dir PATH.');
  }
  if (files.length > 0 && folder !== null) {
    throw new InvalidOption('Use either --file or --dir, not both.');
  }
  if (files.filter((file) => file === '-').length > 1) {
    throw new InvalidOption('Standard input can be read once: name --file - once.');
  }
  if (folder === null && (values.include ?? values.exclude) !== undefined) {
    throw new InvalidOption(
      '--include and --exclude choose files of a folder: use them with --dir.',
    );
  }
  if (values.events === '-') {
    throw new InvalidOption('--events takes the path of a file; standard output has none.');
  }
  return {
    question,
    followUps,
    files,
    folder,
    include: values.include ?? [],
    exclude: values.exclude ?? [],
    encoding: values.encoding ?? null,
    provider: oneOf('provider', values.provider, ['auto', 'openai', 'demo']) ?? 'auto',
    baseUrl: values['base-url'] ?? null,
    api: oneOf('api', values.api, ['auto', 'responses', 'chat']) ?? 'auto',
    options: readOptions(values),
    prices: Object.fromEntries((values.price ?? []).map(readPrice)),
    windows: Object.fromEntries((values.window ?? []).map(readWindow)),
    eventsFile: values.events ?? null,
    memoFolder: values.memo ?? null,
    json: values.json ?? false,
    estimate: values.estimate ?? false,
  };
}

type Values = ReturnType<typeof parse>['values'];

function parse(argv: readonly string[]) {
  try {
    const args = { args: [...argv], options: flags, allowPositionals: true, strict: true } as const;
    const { values, positionals, tokens } = parseArgs({ ...args, tokens: true });
    checkOptions(tokens.flatMap((token) => (token.kind === 'option' ? [token] : [])));
    return { values, positionals };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Node explains at length how to pass a value that begins with a dash.
    throw new InvalidOption(
      `${error.message.split(/\n|\. /)[0]?.replace(/\.$/, '')}. See rlm --help.`,
    );
  }
}

/** Options that take one value are named once, and a path or a name is not empty. */
function checkOptions(
  typed: readonly { readonly name: string; readonly value?: string | undefined }[],
): void {
  const seen = new Set<string>();
  for (const { name, value } of typed) {
    const repeats = name in flags && 'multiple' in flags[name as keyof typeof flags];
    if (seen.has(name) && !repeats && value !== undefined) {
      throw new InvalidOption(`--${name} is named twice; it takes one value.`);
    }
    seen.add(name);
    if (value?.trim() === '' && filled.has(name)) {
      throw new InvalidOption(`--${name} is empty.`);
    }
  }
}

function readOptions(values: Values): Partial<RunOptions> {
  const language = oneOf('language', values.language, languages);
  const variant = oneOf('model-variant', values['model-variant'] ?? values.profile, modelVariants);
  const direct = oneOf('direct', values.direct, directModes);
  const numbers = Object.entries(numericFlags).flatMap(([flag, option]) => {
    const typed = values[flag as keyof typeof numericFlags];
    return typed === undefined ? [] : [[option, readNumber(flag, typed, option)] as const];
  });
  return {
    ...(values['root-model'] && { rootModel: values['root-model'] }),
    ...(values['sub-model'] && { subModel: values['sub-model'] }),
    ...(variant && { modelVariant: variant }),
    ...(language && { language }),
    ...(direct && { direct }),
    ...Object.fromEntries(numbers),
  };
}

function readNumber(flag: string, typed: string, option: NumericOption): number {
  const value = typed.trim() === '' ? Number.NaN : Number(typed);
  const { minimum, maximum, integer } = optionBounds[option];
  const kind = integer ? 'a whole number' : 'a number';
  if (
    !Number.isFinite(value) ||
    value < minimum ||
    value > maximum ||
    (integer && value % 1 !== 0)
  ) {
    throw new InvalidOption(
      `--${flag} takes ${kind} from ${minimum} to ${maximum}, not "${typed}".`,
    );
  }
  return value;
}

function oneOf<T extends string>(
  flag: string,
  typed: string | undefined,
  known: readonly T[],
): T | undefined {
  if (typed === undefined) return undefined;
  const found = known.find((name) => name === typed);
  if (found === undefined) {
    throw new InvalidOption(`--${flag} takes ${known.join(', ')}, not "${typed}".`);
  }
  return found;
}

export const usage = `Asks a question about text that is too long for a language model.

  rlm ask [options] "<question>"

  --follow-up QUESTION    asked next in the same REPL, with what was computed there; repeatable

Text
  --file PATH             a file; repeat it for several; - is standard input; pipes work too
  --dir PATH              a folder, with --include GLOB and --exclude GLOB (repeatable);
                          files that may hold secrets (.env, private keys) only where a GLOB names them
  --encoding NAME         of the files, such as gb18030 or shift_jis; found by itself unless given

Models
  --provider NAME         auto (default), openai, demo (offline: fixed rules, no AI)
  --base-url URL          an OpenAI-compatible server; OPENAI_BASE_URL
  --api NAME              auto (default), responses, chat
  --root-model NAME       gpt-4o unless given; RLM_ROOT_MODEL
  --sub-model NAME        gpt-4o-mini unless given; RLM_SUB_MODEL
  --model-variant NAME    auto (default), gpt, qwen, small, no-sub-calls; also --profile
  --language NAME         of the model's code: auto (default: Python), python, javascript
  --direct NAME           always: a text that fits the root model is asked about plainly, without code;
                          offer (default): the estimate says what that would cost; never
  --price MODEL=IN,OUT[,CACHED]   $ per million tokens, over the built-in table
  --window MODEL=TOKENS           prompt and reply together, over the built-in table

Limits
  --max-iterations N      50        --max-depth N           1
  --max-subcalls N        500       --concurrency N         64
  --max-cost-usd USD      1.00      --max-tokens N          none
  --max-output-tokens N   16384     --max-errors N          5
  --timeout SECONDS       none      --cell-timeout SECONDS  60
  --sandbox-memory-mb N   512

Output
  --events FILE           the run's events as JSON lines, written while it runs; a new file, or one of events
  --memo DIR              keeps replies of sub-models there, and pays for none of them again
  --json                  one JSON object on standard output; progress on standard error
  --estimate              the probable and the worst cost; sends no text, asks the server what its models take

The key comes from OPENAI_API_KEY, in the environment or in a .env file; a server on this machine needs none.
What a .env file says of base URL and models counts only where its own key is used.
HTTP_PROXY, HTTPS_PROXY and NO_PROXY are followed, except to a server on this machine.
Ctrl-C stops the run and prints what there is.
Exit status: 0 answered, 1 failed, 2 bad arguments or unreadable input, 3 ended by a limit, 130 stopped.
`;
