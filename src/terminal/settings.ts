import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { asError, UnreadableFile } from '../core/errors.ts';
import type { RunOptions } from '../core/options.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** What the environment and a `.env` file say, where no option does. */
export interface Surroundings {
  readonly apiKey: string | null;
  readonly baseUrl: string | null;
  /** Who says `baseUrl`: `OPENAI_BASE_URL` or `ANTHROPIC_BASE_URL`, of the environment or `in .env`; null where none does. */
  readonly baseUrlFrom: string | null;
  readonly rootModel: string | null;
  readonly subModel: string | null;
}

/** A `.env` file: what it sets, and a sentence where something of that name is none to read. */
export interface EnvFile {
  readonly variables: Variables;
  readonly notice: string | null;
}

const longestEnvFile = 1024 * 1024;

/**
 * Reads a `.env` file; nothing when there is none, or when that is the name of a folder, as of Python's
 * environments. Throws UnreadableFile.
 */
export function readEnvFile(path: string): EnvFile {
  const nothing = (notice: string | null): EnvFile => ({ variables: {}, notice });
  let descriptor: number;
  try {
    // Opening a pipe would wait for its writer.
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'EISDIR') return nothing(null);
    if (code === 'ENXIO') return nothing(`"${path}" is not read: it is no plain file.`);
    throw new UnreadableFile(path, asError(error).message);
  }
  try {
    const facts = fstatSync(descriptor);
    if (facts.isDirectory()) return nothing(null);
    if (!facts.isFile()) return nothing(`"${path}" is not read: it is no plain file.`);
    if (facts.size > longestEnvFile) return nothing(`"${path}" is not read: it is over 1 MB.`);
    return { variables: parseEnv(readFileSync(descriptor, 'utf8')), notice: null };
  } catch (error) {
    throw new UnreadableFile(path, asError(error).message);
  } finally {
    closeSync(descriptor);
  }
}

const variables = {
  openai: { key: 'OPENAI_API_KEY', baseUrl: 'OPENAI_BASE_URL' },
  anthropic: { key: 'ANTHROPIC_API_KEY', baseUrl: 'ANTHROPIC_BASE_URL' },
} as const;

/**
 * What counts for a server with OpenAI's API, or with Anthropic's. The environment wins over the file. The file's base URL counts only together with the file's own
 * key: a folder that someone else wrote must not send the user's key to another server. So do its
 * models: else it would choose what the user's key pays for.
 */
export function readSurroundings(
  environment: Variables,
  file: Variables,
  api: keyof typeof variables = 'openai',
): Surroundings {
  const { key, baseUrl } = variables[api];
  const ownKey = environment[key] || null;
  const fileKey = file[key] || null;
  const ownUrl = environment[baseUrl] || null;
  const trusted = ownKey === null && fileKey !== null ? file : {};
  const fileUrl = trusted[baseUrl] || null;
  const from = fileUrl === null ? null : `${baseUrl} in .env`;
  return {
    apiKey: ownKey ?? fileKey,
    baseUrl: ownUrl ?? fileUrl,
    baseUrlFrom: ownUrl === null ? from : baseUrl,
    rootModel: environment.RLM_ROOT_MODEL || trusted.RLM_ROOT_MODEL || null,
    subModel: environment.RLM_SUB_MODEL || trusted.RLM_SUB_MODEL || null,
  };
}

/** The models that they name, as options. */
export function modelsOf({ rootModel, subModel }: Surroundings): Partial<RunOptions> {
  return { ...(rootModel !== null && { rootModel }), ...(subModel !== null && { subModel }) };
}
