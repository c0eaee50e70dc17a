import { InvalidOption } from '../core/errors.ts';
import type { RunOptions } from '../core/options.ts';
import {
  limitFlags,
  type ModelArguments,
  modelFlags,
  parseFlags,
  readModels,
  readOptions,
  text,
} from './flags.ts';

/** What was typed of a kept run that is to be gone on with. Options that were not named are absent. */
export interface GoOnArguments extends ModelArguments {
  readonly runFolder: string;
  /** Limits and models. */
  readonly options: Partial<RunOptions>;
  readonly eventsFile: string | null;
  readonly json: boolean;
}

/** What was typed behind `rlm fork`. */
export interface ForkArguments extends GoOnArguments {
  /** The iteration, from 1, after which the runs part. */
  readonly at: number;
  /** For the model; null: none. */
  readonly remark: string | null;
  /** In which the new run is kept; null: beside the old one. */
  readonly keepFolder: string | null;
}

/** Every option of `rlm resume`. */
export const resumeFlags = {
  ...modelFlags,
  ...limitFlags,
  events: text,
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Every option of `rlm fork`. */
export const forkFlags = { ...resumeFlags, at: text, keep: text } as const;

/** Reads the arguments behind `rlm resume`; `help` when help was asked for. Throws InvalidOption. */
export function readResumeArguments(argv: readonly string[]): GoOnArguments | 'help' {
  const { values, positionals } = parseFlags(argv, resumeFlags);
  if (values.help) return 'help';
  const [runFolder, ...more] = positionals;
  if (runFolder === undefined) {
    throw new InvalidOption('No run is named. Use: rlm resume RUNFOLDER.');
  }
  if (more.length > 0) {
    throw new InvalidOption(
      'A run goes on with its own question: name its folder alone. To tell the model something, use rlm fork.',
    );
  }
  return goingOn(runFolder, values);
}

/** Reads the arguments behind `rlm fork`; `help` when help was asked for. Throws InvalidOption. */
export function readForkArguments(argv: readonly string[]): ForkArguments | 'help' {
  const { values, positionals } = parseFlags(argv, forkFlags);
  if (values.help) return 'help';
  const [runFolder, remark, ...more] = positionals;
  if (runFolder === undefined) {
    throw new InvalidOption('No run is named. Use: rlm fork RUNFOLDER --at ITERATION.');
  }
  if (more.length > 0) {
    throw new InvalidOption(
      'There is more than one remark. Put what the model is told into quotes.',
    );
  }
  if (values.at === undefined) {
    throw new InvalidOption('--at is missing: the iteration after which the new run parts.');
  }
  if (!/^\s*[1-9]\d{0,5}\s*$/.test(values.at)) {
    throw new InvalidOption(`--at takes an iteration, a whole number from 1, not "${values.at}".`);
  }
  return {
    ...goingOn(runFolder, values),
    at: Number(values.at),
    remark: remark?.trim() || null,
    keepFolder: values.keep ?? null,
  };
}

function goingOn(
  runFolder: string,
  values: ReturnType<typeof parseFlags<typeof resumeFlags>>['values'],
): GoOnArguments {
  if (runFolder.trim() === '') throw new InvalidOption('The name of the run folder is empty.');
  if (values.events === '-') {
    throw new InvalidOption('--events takes the path of a file; standard output has none.');
  }
  return {
    runFolder,
    ...readModels(values),
    options: readOptions(values),
    eventsFile: values.events ?? null,
    json: values.json ?? false,
  };
}
