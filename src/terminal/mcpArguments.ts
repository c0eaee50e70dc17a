import { InvalidOption } from '../core/errors.ts';
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

/** What was typed behind `rlm mcp`. Options that were not named are absent. */
export interface McpArguments extends ModelArguments {
  /** Folders below which files may be read; one at least. */
  readonly roots: readonly string[];
  readonly options: Partial<RunOptions>;
  /** Of all runs together, USD; null: not named. */
  readonly maxSessionUsd: number | null;
  /** Of all files, as it was typed; null: found by itself. */
  readonly encoding: string | null;
  /** In which runs are kept; null: nowhere. */
  readonly keepFolder: string | null;
}

/** Every option of `rlm mcp`. */
export const mcpFlags = {
  ...modelFlags,
  ...optionFlags,
  root: list,
  'max-session-usd': text,
  encoding: text,
  keep: text,
  help: { type: 'boolean', short: 'h' },
} as const;

const mostSessionUsd = 100_000;

/** Reads them; `help` when help was asked for. Throws InvalidOption. */
export function readMcpArguments(argv: readonly string[]): McpArguments | 'help' {
  const { values, positionals } = parseFlags(argv, mcpFlags);
  if (values.help) return 'help';
  const [extra] = positionals;
  if (extra !== undefined)
    throw new InvalidOption(`rlm mcp takes no "${extra}". Name folders with --root DIR.`);
  if (values.root === undefined) {
    throw new InvalidOption(
      'No folder is named. Use rlm mcp --root DIR: below it files may be read.',
    );
  }
  return {
    roots: values.root,
    ...readModels(values),
    options: readOptions(values),
    maxSessionUsd: readSessionUsd(values['max-session-usd']),
    encoding: values.encoding ?? null,
    keepFolder: values.keep ?? null,
  };
}

function readSessionUsd(typed: string | undefined): number | null {
  if (typed === undefined) return null;
  const usd = typed.trim() === '' ? Number.NaN : Number(typed);
  if (usd >= 0 && usd <= mostSessionUsd) return usd;
  throw new InvalidOption(
    `--max-session-usd takes a number from 0 to ${mostSessionUsd}, not "${typed}".`,
  );
}

/** What `rlm mcp --help` prints. */
export const mcpUsage = `Serves the Model Context Protocol on standard input and output, so that other people's agents can ask.

  rlm mcp --root DIR [options]

  --root DIR              files below it may be read, all links resolved, and nothing else; repeatable
  --max-session-usd USD   of all questions together; ten times --max-cost-usd unless given
  --keep DIR              keeps each run as a folder in DIR, to be shown, resumed and exported later; best outside of the roots
  --encoding NAME         of the files, such as gb18030 or shift_jis; found by itself unless given

Models and limits are given as for rlm ask (rlm --help); --max-cost-usd is the most that one question may cost.
Tools: ask_long_text, get_run, stop_run. Files that may hold secrets are never read. At most 4 questions are answered at a time.
`;
