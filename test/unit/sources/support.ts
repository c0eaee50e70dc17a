import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { SharedText } from '../../../src/core/context.ts';
import {
  type DecodedText,
  type EncodingChoice,
  TextDecoding,
} from '../../../src/sources/decode.ts';

/** A folder with these files (path -> content), removed after the test. */
export async function makeFolder(
  test: TestContext,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rlm-sources-'));
  test.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return folder;
}

/** The text as a JavaScript string. */
export function unshare(text: SharedText | undefined): string {
  if (text === undefined) return '(no text)';
  return Buffer.from(text.units).toString(text.width === 1 ? 'latin1' : 'utf16le');
}

export async function* pieces(
  ...parts: readonly (string | Uint8Array)[]
): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

/** The bytes of a whole file, decoded. */
export async function decode(bytes: Uint8Array, choice: EncodingChoice = {}): Promise<DecodedText> {
  const decoding = new TextDecoding(bytes.length, choice);
  decoding.push(bytes);
  return decoding.finish();
}

const encoders = new Map<string, ReadonlyMap<string, readonly number[]>>();

/** A text in an encoding that the platform can only decode: the reverse of what it decodes. */
export function encode(text: string, label: string): Buffer {
  const known = encoders.get(label) ?? encoderOf(label);
  encoders.set(label, known);
  return Buffer.from(
    [...text].flatMap((character) => {
      const bytes = known.get(character);
      if (bytes === undefined) throw new Error(`${label} has no ${character}`);
      return bytes;
    }),
  );
}

function encoderOf(label: string): ReadonlyMap<string, readonly number[]> {
  const decoder = new TextDecoder(label, { fatal: true });
  const all = new Map<string, readonly number[]>();
  const add = (...bytes: number[]): void => {
    try {
      const character = decoder.decode(Uint8Array.from(bytes));
      if ([...character].length === 1 && !all.has(character)) all.set(character, bytes);
    } catch (error) {
      // These bytes are no character.
      if (!(error instanceof TypeError)) throw error;
    }
  };
  for (let byte = 0; byte < 256; byte += 1) add(byte);
  if (/^(gb|big5|shift|euc)/.test(label)) {
    for (let lead = 0x81; lead < 0xff; lead += 1) {
      for (let trail = 0x40; trail < 0xff; trail += 1) add(lead, trail);
    }
  }
  return all;
}
