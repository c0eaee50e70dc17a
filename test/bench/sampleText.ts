import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { needle } from './scripts.ts';

const services = ['gateway', 'payments', 'search', 'orders', 'sessions', 'mail'] as const;
const firstAt = Date.UTC(2026, 0, 1);
/** Lines made at a time: some megabytes. */
const batchLines = 20_000;

/** A log of lines that all differ, about 2 in 100 of them with the needle; always the same one. */
export function* logLines(): Generator<string, never> {
  let state = 1;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
  for (let line = 1; ; line += 1) {
    const at = new Date(firstAt + line * 137).toISOString();
    const level = next(50) === 0 ? needle : 'INFO';
    const service = services[next(services.length)];
    yield `${at} ${level} ${service}-${next(9)} request=${line} took=${next(4_000)}ms user=${next(99_999)} path=/v1/${service}/${next(999)}\n`;
  }
}

/** The log up to so many characters, whole lines. */
export function makeLog(chars: number): string {
  const lines: string[] = [];
  let length = 0;
  for (const line of logLines()) {
    if (length + line.length > chars) break;
    lines.push(line);
    length += line.length;
  }
  return lines.join('');
}

/** Writes the log into a file; returns how many lines have the needle. */
export async function writeLog(file: string, bytes: number): Promise<number> {
  const stream = createWriteStream(file);
  let needles = 0;
  let written = 0;
  let batch: string[] = [];
  for (const line of logLines()) {
    const isFull = written + line.length > bytes;
    if (isFull || batch.length === batchLines) {
      if (!stream.write(batch.join(''))) await once(stream, 'drain');
      batch = [];
    }
    if (isFull) break;
    if (line.includes(needle)) needles += 1;
    written += line.length;
    batch.push(line);
  }
  stream.end();
  await finished(stream);
  return needles;
}
