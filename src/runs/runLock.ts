import { lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf } from './fault.ts';
import { NotPlain, readPlain } from './plainFile.ts';
import { fileMode, folderMode } from './runFolder.ts';
import type { Owner } from './storedShapes.ts';

/** Marks a folder that was just made as this process's own. */
export async function takeLock(lock: string): Promise<void> {
  // Renamed into place, so that nobody reads half of it.
  const whole = `${lock}.new`;
  await writeFile(whole, JSON.stringify(await describeSelf()), { mode: fileMode });
  await rename(whole, lock);
}

/**
 * Takes the lock of a run whose process is gone: at most one of several that try gets it. False where
 * another process has it. Rejects with node's error.
 */
export async function claimLock(lock: string): Promise<boolean> {
  const guard = `${lock}.claim`;
  if (!(await enter(guard))) return false;
  try {
    if (await isLocked(lock)) return false;
    await takeLock(lock);
    return true;
  } finally {
    await rm(guard, { recursive: true, force: true });
  }
}

/** ms after which whoever was claiming a lock is taken to be gone. */
const longestClaimMs = 10_000;
const lookMs = 20;
const mostLooks = 50;

/** Makes a folder, which one of several can; waits a moment for one that has. */
async function enter(guard: string): Promise<boolean> {
  for (let look = 0; look < mostLooks; look += 1) {
    try {
      await mkdir(guard, { mode: folderMode });
      return true;
    } catch (cause) {
      if (codeOf(cause) !== 'EEXIST') throw cause;
    }
    const made = await lstat(guard).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    );
    if (Date.now() - made > longestClaimMs) await rm(guard, { recursive: true, force: true });
    else await delay(lookMs);
  }
  return false;
}

export async function releaseLock(lock: string): Promise<void> {
  await rm(lock, { force: true });
}

/** True while the process that took the lock lives. No lock, or a damaged one: false. */
export async function isLocked(lock: string): Promise<boolean> {
  const owner = await readOwner(lock);
  return owner !== null && (await isAlive(owner));
}

const mostBytes = 4_096;

async function readOwner(lock: string): Promise<Owner | null> {
  const { parseOwner } = await import('./storedShapes.ts');
  try {
    return parseOwner((await readPlain(lock, mostBytes)).toString('utf8'));
  } catch (error) {
    if (error instanceof NotPlain) return null;
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
    throw error;
  }
}

async function describeSelf(): Promise<Owner> {
  return { pid: process.pid, start: await readStart(process.pid), at: Date.now() };
}

// The two clocks don't agree to the millisecond.
const clockSlackMs = 10_000;

async function isAlive(owner: Owner): Promise<boolean> {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: it lives, under another user.
    if (codeOf(error) !== 'EPERM') return false;
  }
  // The number may have gone to another process since.
  const start = await readStart(owner.pid);
  if (owner.start !== null && start !== null) return owner.start === start;
  const bootedAt = Date.now() - uptime() * 1_000;
  return owner.at > bootedAt - clockSlackMs;
}

/** Linux only: clock ticks from boot to the start of the process. */
async function readStart(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') return null;
  try {
    const line = await readFile(`/proc/${pid}/stat`, 'utf8');
    // Field 22, counted after the name in parentheses, which may hold spaces.
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return null;
  }
}
