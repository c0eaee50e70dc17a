import { InvalidOption } from '../../core/errors.ts';

/** What a model hands to the tool `rlm_ask`. */
export interface ToolInput {
  readonly question: string;
  /** At least one. */
  readonly paths: readonly string[];
  /** USD; null: the user's own limit. */
  readonly maxCostUsd: number | null;
}

/** Most paths that one question may name; more are better named by their folder. */
const mostPaths = 1_000;

/** Models fill forms as they like, whatever the schema says. Throws InvalidOption with what to write. */
export function readToolInput(input: unknown): ToolInput {
  const fields: Readonly<Record<string, unknown>> =
    typeof input === 'object' && input !== null ? { ...input } : {};
  const { question, paths: given, maxCostUsd } = fields;
  if (typeof question !== 'string' || question.trim() === '')
    throw new InvalidOption('"question" must say what you want to know about the text.');
  const paths: unknown = typeof given === 'string' ? [given] : given;
  const isList = Array.isArray(paths) && paths.every((path) => typeof path === 'string');
  if (!isList || paths.length === 0)
    throw new InvalidOption(
      '"paths" must be a list of files or folders of the workspace, such as ["logs/platform.log"].',
    );
  if (paths.length > mostPaths)
    throw new InvalidOption(
      `"paths" may name ${mostPaths} at most. Name the folder that holds them.`,
    );
  if (maxCostUsd !== undefined && maxCostUsd !== null) {
    if (typeof maxCostUsd !== 'number' || !(maxCostUsd > 0) || maxCostUsd === Infinity)
      throw new InvalidOption('"maxCostUsd" must be an amount of US dollars above 0.');
  }
  return {
    question: question.trim(),
    paths: [...new Set<string>(paths)],
    maxCostUsd: maxCostUsd ?? null,
  };
}

/** The limit of a run (USD; null: none): what is wanted, but never more than the user allows. */
export function allowedUsd(wanted: number | null, allowed: number | null): number | null {
  if (wanted === null) return allowed;
  return allowed === null ? wanted : Math.min(wanted, allowed);
}
