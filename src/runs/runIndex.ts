import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isRecord } from './eventShape.ts';
import { codeOf } from './fault.ts';
import { fileMode } from './runFolder.ts';
import type { RunSummary } from './runSummary.ts';

/** What tells that an event file is still the one that was read. */
export interface FileMark {
  readonly mtimeMs: number;
  readonly size: number;
}

interface IndexEntry extends FileMark {
  readonly summary: RunSummary;
  /** Of the whole folder. */
  readonly bytes: number;
}

/** An index of another version is no index: it is made anew. */
const version = 3;

/**
 * The summaries of finished runs, so that the history needs no reading of their events. A cache:
 * whatever is missing or damaged in it is read from the run's folder again.
 */
export class RunIndex {
  readonly #file: string;
  #entries = new Map<string, IndexEntry>();
  #isChanged = false;

  constructor(runsFolder: string) {
    this.#file = path.join(runsFolder, 'index.json');
  }

  /** Reads what is there; a missing or damaged file is an empty index. */
  async load(): Promise<void> {
    this.#entries = new Map();
    this.#isChanged = false;
    try {
      this.#entries = parseIndex(await readFile(this.#file, 'utf8'));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' && !(error instanceof SyntaxError)) throw error;
    }
  }

  /** What is known of the run, if its event file is still the one that it was made from. */
  find(runId: string, mark: FileMark): Pick<IndexEntry, 'summary' | 'bytes'> | null {
    const entry = this.#entries.get(runId);
    if (entry === undefined || entry.mtimeMs !== mark.mtimeMs || entry.size !== mark.size) {
      return null;
    }
    return entry;
  }

  put(mark: FileMark, bytes: number, summary: RunSummary): void {
    const { mtimeMs, size } = mark;
    this.#entries.set(summary.runId, { mtimeMs, size, bytes, summary });
    this.#isChanged = true;
  }

  /** Forgets the runs whose folders are gone. */
  keepOnly(runIds: ReadonlySet<string>): void {
    for (const runId of [...this.#entries.keys()]) {
      if (!runIds.has(runId)) this.#isChanged = this.#entries.delete(runId);
    }
  }

  /** Writes it if it changed, whole or not at all. */
  async save(): Promise<void> {
    if (!this.#isChanged) return;
    const whole = `${this.#file}.${randomUUID()}`;
    try {
      const runs = Object.fromEntries(this.#entries);
      await writeFile(whole, JSON.stringify({ version, runs }), { mode: fileMode });
      await rename(whole, this.#file);
      this.#isChanged = false;
    } finally {
      await rm(whole, { force: true });
    }
  }
}

/** Throws SyntaxError for what is no JSON. */
function parseIndex(text: string): Map<string, IndexEntry> {
  const entries = new Map<string, IndexEntry>();
  const value: unknown = JSON.parse(text);
  if (!isRecord(value) || value.version !== version || !isRecord(value.runs)) return entries;
  for (const [runId, entry] of Object.entries(value.runs)) {
    if (!isRecord(entry)) continue;
    const { mtimeMs, size, bytes, summary } = entry;
    if (![mtimeMs, size, bytes].every((each) => typeof each === 'number')) continue;
    if (!isSummary(summary) || summary.runId !== runId) continue;
    entries.set(runId, { ...(entry as unknown as IndexEntry), summary });
  }
  return entries;
}

const summaryShape = {
  runId: 'string',
  question: 'string',
  label: 'string',
  startedAt: 'number',
  finishedAt: 'number',
  status: 'string',
  iterations: 'number',
  calls: 'number',
  costUsd: 'number',
  tokens: 'number',
  rootModel: 'string',
  subModel: 'string',
  provider: 'string',
  contextChars: 'number',
  coverage: 'number',
  searched: 'number',
  answer: 'string',
  longTexts: 'object',
} as const satisfies Record<keyof RunSummary, 'string' | 'number' | 'object'>;

const orNull: ReadonlySet<string> = new Set(['costUsd', 'searched'] satisfies (keyof RunSummary)[]);

function isSummary(value: unknown): value is RunSummary {
  return (
    isRecord(value) &&
    Array.isArray(value.longTexts) &&
    Object.entries(summaryShape).every(
      ([field, type]) =>
        typeof value[field] === type || (orNull.has(field) && value[field] === null),
    )
  );
}
