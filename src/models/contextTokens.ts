import { Buffer } from 'node:buffer';
import type { Context, SharedText } from '../core/context.ts';
import type { CountTokens, TokenCount } from './tokens.ts';

/** Characters of one sample, and how many of them stand for a text that is longer than all together. */
const sampleChars = 4_096;
const samples = 16;

/** Tokens of a whole Context, from samples spread evenly over it; none of it is copied but those. */
export async function countContextTokens(
  context: Context,
  countTokens: CountTokens,
): Promise<TokenCount> {
  const chars = context.items.reduce((sum, { text }) => sum + text.length, 0);
  const sampled = chars > samples * sampleChars;
  const stride = sampled ? (chars - sampleChars) / (samples - 1) : sampleChars;
  const count = sampled ? samples : Math.ceil(chars / sampleChars);
  let tokens = 0;
  let counted = 0;
  for (let sample = 0; sample < count; sample++) {
    const from = Math.round(sample * stride);
    const piece = readChars(context, from, Math.min(chars, from + sampleChars));
    tokens += (await countTokens(piece)).tokens;
    counted += piece.length;
  }
  return { tokens: sampled ? Math.round((tokens / counted) * chars) : tokens, sampled };
}

/** Characters `from` to `to` (exclusive) of all items, one behind the other. */
function readChars({ items }: Context, from: number, to: number): string {
  let text = '';
  let start = 0;
  for (const item of items) {
    const end = start + item.text.length;
    if (end > from && start < to) {
      text += slice(item.text, Math.max(0, from - start), Math.min(item.text.length, to - start));
    }
    if (end >= to) break;
    start = end;
  }
  return text;
}

function slice({ units, width }: SharedText, from: number, to: number): string {
  const bytes = Buffer.from(units, from * width, (to - from) * width);
  return bytes.toString(width === 1 ? 'latin1' : 'utf16le');
}
