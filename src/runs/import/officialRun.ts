import { UnreadableFile } from '../../core/errors.ts';
import type { RunEvent } from '../../core/events.ts';
import { extraFormat } from '../export/officialLog.ts';
import { ImportedRun } from './importedRun.ts';
import type { IterationRead, MetadataRead } from './officialShapes.ts';

/** Runs that stand within one another in a log, at most. */
const deepest = 20;

/** A log as its lines say it. */
export interface OfficialRun {
  readonly metadata: MetadataRead | null;
  readonly iterations: readonly IterationRead[];
}

/** The run that a log of the official implementation tells, as events; see `readOfficialLog`. */
export async function importedEvents(
  text: string,
  name: string,
  runId: string,
): Promise<RunEvent[]> {
  const { metadata, iterations } = await readOfficialLog(text, name);
  const { parseEvent } = await import('../storedShapes.ts');
  const [first] = iterations;
  const firstTime = Date.parse(first?.timestamp ?? '') - (first?.iteration_time ?? 0) * 1_000;
  const startedAt = [Date.parse(metadata?.timestamp ?? ''), firstTime].find(Number.isFinite);
  const run = new ImportedRun(runId, parseEvent);
  run.addRun({ path: '', call: null, metadata, iterations, startedAt: startedAt ?? Date.now() });
  return run.events;
}

/**
 * Reads the lines of a log. A last line that broke off is passed over, as the run then ended there.
 * Rejects with UnreadableFile for a file that is something else, or of a later version.
 */
export async function readOfficialLog(text: string, name: string): Promise<OfficialRun> {
  const { readLine } = await import('./officialShapes.ts');
  const refuse = (why: string) => new UnreadableFile(name, why);
  const lines = text.split('\n');
  let metadata: MetadataRead | null = null;
  const iterations: IterationRead[] = [];
  const last = lines.findLastIndex((line) => line.trim() !== '');
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const value = parseJson(line);
    const isFirst = metadata === null && iterations.length === 0;
    if (value === undefined) {
      if (index === last && !isFirst) break;
      throw refuse(isFirst ? notALog : `line ${index + 1} is no JSON`);
    }
    if (isFirst && isEvent(value)) throw refuse(eventsInstead);
    if (depthOf(value) > mostDepth) throw refuse(`line ${index + 1} has too many runs within runs`);
    const read = readLine(value);
    if (typeof read === 'string') {
      throw refuse(isFirst && !isEntry(value) ? notALog : `of line ${index + 1}, ${read}`);
    }
    if (!('type' in read)) iterations.push(read);
    // Several metadata lines: the visualizer goes by the last.
    else metadata = read;
  }
  if (metadata === null && iterations.length === 0) throw refuse('it is empty');
  const format = metadata?.rlm?.format;
  if (typeof format === 'number' && format > extraFormat) {
    throw refuse('a newer version of RLM has exported it');
  }
  return { metadata, iterations };
}

const notALog =
  'it is not a log of the official RLM, JSON lines of which the first has the type "metadata"';
const eventsInstead =
  'it holds the events of a run, not a log of the official RLM. Show the folder that it stands in';

/** What says itself that it is a line of a log. */
function isEntry(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  return value.type === 'metadata' || value.type === 'iteration';
}

/** A line of a run's own record, which people may take for a log. */
function isEvent(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'seq' in value && 'run' in value;
}

/** Levels of objects and arrays that a run takes within the one above it. */
const mostDepth = 10 * deepest;

/** Without recursion, which a hostile file could overflow. */
function depthOf(value: unknown): number {
  let level: unknown[] = [value];
  for (let depth = 0; ; depth++) {
    level = level.flatMap((each) =>
      typeof each === 'object' && each !== null ? Object.values(each) : [],
    );
    if (level.length === 0 || depth > mostDepth) return depth;
  }
}

/** Undefined for what is no JSON. */
function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
