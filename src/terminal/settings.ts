import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { asError, UnreadableFile } from '../core/errors.ts';
import type { RunOptions } from '../core/options.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** What the environment and a `.env` file say, where no option does. */
export interface Surroundings {
  readonly apiKey: string | null;
  readonly baseUrl: string | null;
  readonly rootModel: string | null;
  readonly subModel: string | null;
}

/** Reads a `.env` file; empty when there is none. Throws UnreadableFile. */
export function readEnvFile(path: string): Variables {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new UnreadableFile(path, asError(error).message);
  }
}

/**
 * The environment wins over the file. The file's base URL counts only together with the file's own
 * key: a folder that someone else wrote must not send the user's key to another server.
 */
export function readSurroundings(environment: Variables, file: Variables): Surroundings {
  const ownKey = environment.OPENAI_API_KEY || null;
  const fileKey = file.OPENAI_API_KEY || null;
  const fileUrl = ownKey === null && fileKey !== null ? file.OPENAI_BASE_URL || null : null;
  return {
    apiKey: ownKey ?? fileKey,
    baseUrl: environment.OPENAI_BASE_URL || fileUrl,
    rootModel: environment.RLM_ROOT_MODEL || file.RLM_ROOT_MODEL || null,
    subModel: environment.RLM_SUB_MODEL || file.RLM_SUB_MODEL || null,
  };
}

/** The models that they name, as options. */
export function modelsOf({ rootModel, subModel }: Surroundings): Partial<RunOptions> {
  return { ...(rootModel !== null && { rootModel }), ...(subModel !== null && { subModel }) };
}
