import { EmptyQuestion, InvalidOption } from '../core/errors.ts';
import type { RunOptions } from '../core/options.ts';
import {
  list,
  type ModelArguments,
  modelFlags,
  optionFlags,
  parseFlags,
  readModels,
  readOptions,
  text,
} from './flags.ts';

/** What was typed behind `rlm ask`. Options that were not named are absent. */
export interface AskArguments extends ModelArguments {
  readonly question: string;
  /** Asked one after the other when the question is answered, in the same REPL. */
  readonly followUps: readonly string[];
  /** The folder of a kept run, in whose REPL the question goes on, over its text; null: of none. */
  readonly followUpOf: string | null;
  /** Paths, or `-` for standard input. */
  readonly files: readonly string[];
  readonly folder: string | null;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Of all files, as it was typed; null: found by itself. */
  readonly encoding: string | null;
  readonly options: Partial<RunOptions>;
  readonly eventsFile: string | null;
  /** Where replies of sub-models are kept for later runs; null: nowhere. */
  readonly memoFolder: string | null;
  /** In which runs are kept, a folder each; null: nowhere. */
  readonly keepFolder: string | null;
  readonly json: boolean;
  /** Say what the question will cost, and send nothing of the text; the question may be missing then. */
  readonly estimate: boolean;
}

/** Every option of `rlm ask`. */
export const askFlags = {
  ...modelFlags,
  ...optionFlags,
  file: list,
  dir: text,
  include: list,
  exclude: list,
  encoding: text,
  events: text,
  memo: text,
  keep: text,
  'follow-up': list,
  'follow-up-of': text,
  json: { type: 'boolean' },
  estimate: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads the arguments behind `rlm`; `help` when help was asked for. Throws InvalidOption, EmptyQuestion. */
export function readArguments(argv: readonly string[]): AskArguments | 'help' {
  const { values, positionals } = parseFlags(argv, askFlags);
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
  const followUpOf = values['follow-up-of'] ?? null;
  if (followUpOf !== null) {
    const needless = ['file', 'dir', 'include', 'exclude', 'encoding', 'language'] as const;
    const named = needless.find((flag) => values[flag] !== undefined);
    if (named !== undefined) {
      throw new InvalidOption(
        `A follow-up goes on in the REPL of that run, over its text: leave --${named} out.`,
      );
    }
    if (values.estimate) {
      throw new InvalidOption('--estimate is for a text: use it with --file or --dir.');
    }
  } else if (files.length === 0 && folder === null) {
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
    followUpOf,
    files,
    folder,
    include: values.include ?? [],
    exclude: values.exclude ?? [],
    encoding: values.encoding ?? null,
    ...readModels(values),
    options: readOptions(values),
    eventsFile: values.events ?? null,
    memoFolder: values.memo ?? null,
    keepFolder: values.keep ?? null,
    json: values.json ?? false,
    estimate: values.estimate ?? false,
  };
}
