import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InvalidOption } from '../../src/core/errors.ts';
import type { Model, ModelFacts, ModelReply, ModelRequest } from '../../src/core/model.ts';

/** One reply of a model, as it is kept: a file. */
export interface Recording {
  readonly model: string;
  /** How the request's last message begins, for people who look for it. */
  readonly asked: string;
  readonly reply: ModelReply;
}

/** Who has replied, and what was known of the models then: it decides what a run may send. */
export interface RecordedModels {
  readonly provider: Model['provider'];
  readonly address?: string;
  readonly facts: Readonly<Record<string, ModelFacts>>;
}

const askedChars = 200;

/**
 * What a reply hangs on: the model and all messages, and which of several askings it is, from 1. Not the
 * limit of tokens, which hangs on what is left of a budget.
 */
export function keyOf(
  { model, messages }: Pick<ModelRequest, 'model' | 'messages'>,
  repetition: number,
): string {
  const plain = messages.map(({ role, content }) => [role, content]);
  return createHash('sha256')
    .update(JSON.stringify([model, plain, repetition]))
    .digest('hex');
}

/** A folder of replies, each in a file that is named by its key. */
export class Recordings {
  readonly #folder: string;
  #models: RecordedModels | null;

  private constructor(folder: string, models: RecordedModels | null) {
    this.#folder = folder;
    this.#models = models;
  }

  /** Throws InvalidOption where what stands there can't be read. */
  static async open(folder: string): Promise<Recordings> {
    const models = await readJson<RecordedModels>(path.join(folder, 'models.json'));
    return new Recordings(folder, models);
  }

  /** Null where nothing was recorded. */
  get models(): RecordedModels | null {
    return this.#models;
  }

  /** Null where there is none. Throws InvalidOption where it can't be read. */
  async find(key: string): Promise<ModelReply | null> {
    return (await readJson<Recording>(this.#pathOf(key)))?.reply ?? null;
  }

  async keep(key: string, { model, messages }: ModelRequest, reply: ModelReply): Promise<void> {
    const asked = (messages.at(-1)?.content ?? '').slice(0, askedChars);
    const recording: Recording = { model, asked, reply };
    await mkdir(path.dirname(this.#pathOf(key)), { recursive: true });
    await writeJson(this.#pathOf(key), recording);
  }

  /** Keeps what is known of models now; of those that are kept already nothing changes. */
  async keepModels(source: Model, names: Iterable<string>): Promise<void> {
    const known = this.#models?.facts ?? {};
    const fresh = [...names].filter((name) => known[name] === undefined);
    if (fresh.length === 0) return;
    const { provider, address } = source;
    const facts = Object.fromEntries(fresh.map((name) => [name, source.facts(name)]));
    this.#models = {
      provider,
      ...(address !== undefined && { address }),
      facts: { ...facts, ...known },
    };
    await mkdir(this.#folder, { recursive: true });
    await writeJson(path.join(this.#folder, 'models.json'), this.#models);
  }

  #pathOf(key: string): string {
    return path.join(this.#folder, 'replies', `${key}.json`);
  }
}

async function readJson<Shape>(file: string): Promise<Shape | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Shape;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    const why = error instanceof Error ? error.message : String(error);
    throw new InvalidOption(`The recording "${file}" can't be read: ${why}.`);
  }
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}
