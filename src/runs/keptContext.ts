import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Context, ContextItem, SharedText } from '../core/context.ts';
import { folderMode, type RunFolder } from './runFolder.ts';
import { encodeText, hashBytes } from './storedEvent.ts';
import type { KeptContext, KeptItem } from './storedShapes.ts';
import { writeWhole } from './wholeFile.ts';

/** Bytes of UTF-8, all texts of a run together, that its folder takes in. */
export const mostPackedBytes = 20 * 1024 * 1024;
/** Bytes that are hashed before others get their turn. */
const pieceBytes = 8 * 1024 * 1024;

const pack = promisify(gzip);

/** The text of a run; or, of one that goes on in the REPL of another, the folder of that; null: unknown. */
export type KeptFrom = Context | { readonly follows: string } | null;

/**
 * Writes down where the text asked about can be had again and how it is known, and packs what stands
 * nowhere else: standard input, selections, what isn't saved. Rejects with node's error.
 */
export async function keepContext(run: RunFolder, context: NonNullable<KeptFrom>): Promise<void> {
  const note = 'follows' in context ? context : await describeContext(run, context);
  await writeWhole(run.context, `${JSON.stringify({ format: 1, ...note })}\n`);
}

async function describeContext(
  run: RunFolder,
  context: Context,
): Promise<Omit<KeptContext, 'format'>> {
  const items: KeptItem[] = [];
  let room = mostPackedBytes;
  for (const item of context.items) {
    const known = await describeItem(item);
    if (known.file !== undefined) {
      items.push(known);
      continue;
    }
    const packed = item.text.units.byteLength > room * 2 ? null : await packText(run, item, room);
    room -= packed?.bytes ?? 0;
    items.push(packed === null ? known : { ...known, packed: packed.sha256 });
  }
  return { kind: context.kind, label: context.label, items };
}

async function describeItem({ path: name, text, origin, fileEncoding }: ContextItem) {
  const known: KeptItem = { path: name, chars: text.length, sha256: await hashText(text), origin };
  return fileEncoding === undefined || origin === null
    ? known
    : { ...known, file: { encoding: fileEncoding } };
}

/** Null where it doesn't fit into so many bytes any more. */
async function packText(
  run: RunFolder,
  { text }: ContextItem,
  room: number,
): Promise<{ readonly sha256: string; readonly bytes: number } | null> {
  const units = Buffer.from(text.units, 0, text.length * text.width);
  const bytes = encodeText(units.toString(text.width === 1 ? 'latin1' : 'utf16le'));
  if (bytes.length > room) return null;
  const sha256 = hashBytes(bytes);
  await mkdir(run.packed, { recursive: true, mode: folderMode });
  await writeWhole(locatePacked(run, sha256), await pack(bytes));
  return { sha256, bytes: bytes.length };
}

/** `sha256`: of the unpacked bytes. */
export function locatePacked(run: RunFolder, sha256: string): string {
  return path.join(run.packed, `${sha256}.txt.gz`);
}

/** Hex SHA-256 of a text's UTF-16 units, or of one byte each where all are that small (Latin-1). */
export async function hashText({ units, width, length }: SharedText): Promise<string> {
  const hash = createHash('sha256');
  const end = length * width;
  for (let start = 0; start < end; start += pieceBytes) {
    if (start > 0) await new Promise((resolve) => setImmediate(resolve));
    hash.update(new Uint8Array(units, start, Math.min(pieceBytes, end - start)));
  }
  return hash.digest('hex');
}
