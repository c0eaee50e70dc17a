import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Tiktoken } from 'tiktoken/lite/init';

export interface TokenCount {
  readonly tokens: number;
  /** True when parts of the text stand for the whole of it. */
  readonly sampled: boolean;
}

export type CountTokens = (text: string) => Promise<TokenCount>;

/** Node has it, but neither its types nor the language's name it: only the DOM's do. */
const { WebAssembly: webAssembly } = globalThis as unknown as {
  readonly WebAssembly: { instantiate(bytes: Uint8Array, imports: unknown): Promise<never> };
};

/** The encoder takes time with the square of a run of one letter: minutes for a long one. */
const pieceChars = 4_096;
/** Texts of up to so many pieces are counted whole. */
const samples = 16;

/**
 * Counts tokens by o200k_base, which is near enough for models of other makers. The encoder
 * (`tiktoken_bg.wasm` and `o200k_base.json` of `assetsFolder`) is loaded at the first count, which
 * takes a quarter of a second; between pieces others get their turn.
 */
export function createTokenCounter(assetsFolder: string): CountTokens {
  let loading: Promise<Tiktoken> | null = null;
  return async (text) => {
    if (text === '') return { tokens: 0, sampled: false };
    loading ??= loadEncoder(assetsFolder);
    const encoder = await loading;
    const pieces = choosePieces(text);
    let tokens = 0;
    let chars = 0;
    for (const piece of pieces) {
      tokens += encoder.encode_ordinary(piece).length;
      chars += piece.length;
      await breathe();
    }
    const sampled = chars < text.length;
    return { tokens: sampled ? Math.round((tokens / chars) * text.length) : tokens, sampled };
  };
}

/** All of a text in pieces, or pieces spread evenly over a big one, its two ends among them. */
function choosePieces(text: string): string[] {
  const count = Math.ceil(text.length / pieceChars);
  if (count <= samples) return Array.from({ length: count }, (_, n) => cut(text, n * pieceChars));
  const stride = (text.length - pieceChars) / (samples - 1);
  return Array.from({ length: samples }, (_, n) => cut(text, Math.round(n * stride)));
}

/** A surrogate pair that is cut apart counts as two broken letters: wrong by a token, no more. */
function cut(text: string, start: number): string {
  return text.slice(start, start + pieceChars);
}

async function loadEncoder(assetsFolder: string): Promise<Tiktoken> {
  const [{ init, Tiktoken }, wasm, json] = await Promise.all([
    import('tiktoken/lite/init'),
    readFile(path.join(assetsFolder, 'tiktoken_bg.wasm')),
    readFile(path.join(assetsFolder, 'o200k_base.json'), 'utf8'),
  ]);
  await init((imports) => webAssembly.instantiate(wasm, imports));
  const { bpe_ranks, special_tokens, pat_str } = JSON.parse(json);
  return new Tiktoken(bpe_ranks, special_tokens, pat_str);
}
