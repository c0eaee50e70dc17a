import { createHash } from 'node:crypto';
import type { RunEvent, RunResumed, RunStarted, StoredEvent } from '../core/events.ts';
import type { RunOptions } from '../core/options.ts';
import type { TextField, TextRef } from '../core/textRef.ts';

/** Texts longer than this (characters) are kept once beside the events. */
export const longestInlineText = 4_096;
/** What stays of them in the event (characters). */
export const inlineHead = 512;

/** The fields of events that can be long. */
export const textFields = [
  'text',
  'thoughts',
  'expression',
  'output',
  'code',
  'prompt',
  'response',
  'sent',
  'question',
] as const satisfies readonly TextField[];

/** A long text on its way to its file. */
export interface KeptText {
  readonly sha256: string;
  readonly bytes: Buffer;
}

/** The stored form of an event, and the long texts that were cut from it. */
export function shortenEvent(event: RunEvent): {
  readonly stored: StoredEvent;
  readonly texts: readonly KeptText[];
} {
  const hasSettings = event.type === 'run.started' || event.type === 'run.resumed';
  const known = hasSettings ? withKnownFacts(event) : event;
  const fields = known as Partial<Record<TextField, unknown>>;
  const cut: Partial<Record<TextField, string>> = {};
  const refs: Partial<Record<TextField, TextRef>> = {};
  const texts: KeptText[] = [];
  for (const field of textFields) {
    const text = fields[field];
    if (typeof text !== 'string' || text.length <= longestInlineText) continue;
    const bytes = encodeText(text);
    const sha256 = hashBytes(bytes);
    cut[field] = cutText(text, inlineHead);
    refs[field] = { sha256, chars: text.length };
    texts.push({ sha256, bytes });
  }
  if (texts.length === 0) return { stored: known, texts };
  return { stored: { ...known, ...cut, refs } as StoredEvent, texts };
}

/** Hex SHA-256, the name of a text's file. */
export function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const utf16Mark = Buffer.from([0xff, 0xfe]);

/** UTF-8; a text with lone surrogates, which UTF-8 can't hold, as UTF-16 with its mark. */
export function encodeText(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text, 'utf8');
  return Buffer.concat([utf16Mark, Buffer.from(text, 'utf16le')]);
}

/** The text that `encodeText` made these bytes of. */
export function decodeText(bytes: Buffer): string {
  // No UTF-8 starts with these two bytes.
  if (bytes.subarray(0, 2).equals(utf16Mark)) return bytes.toString('utf16le', 2);
  return bytes.toString('utf8');
}

/** The text's first `length` characters, one less where that would split a surrogate pair. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? length - 1 : length);
}

const optionNames = {
  rootModel: true,
  subModel: true,
  modelVariant: true,
  language: true,
  direct: true,
  reasoningEffort: true,
  maxIterations: true,
  maxDepth: true,
  maxOutputTokens: true,
  maxSubcalls: true,
  concurrency: true,
  maxCostUsd: true,
  maxTokens: true,
  timeoutSeconds: true,
  maxConsecutiveErrors: true,
  cellSeconds: true,
  sandboxMemoryMb: true,
  maxOutputChars: true,
} as const satisfies Record<keyof RunOptions, true>;

/**
 * Options and models by name only: whatever else an object of settings carried along (a key, a
 * header) never reaches the disk.
 */
function withKnownFacts<Event extends RunStarted | RunResumed>(event: Event): Event {
  const options = Object.fromEntries(
    Object.entries(event.options).filter(([name]) => Object.hasOwn(optionNames, name)),
  ) as unknown as RunOptions;
  const { root, sub, provider } = event.models;
  return { ...event, options, models: { root, sub, provider } };
}
