import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { fileMode } from './runFolder.ts';

/** Writes a file for its owner alone, whole or not at all. Rejects with node's error. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const whole = `${file}.${randomUUID()}.new`;
  try {
    await writeFile(whole, content, { mode: fileMode });
    await rename(whole, file);
  } finally {
    await rm(whole, { force: true });
  }
}
