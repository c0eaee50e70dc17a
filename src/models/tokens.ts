import { TokensThread } from './tokensThread.ts';

export interface TokenCount {
  readonly tokens: number;
  /** True when parts of the text stand for the whole of it. */
  readonly sampled: boolean;
}

/** `bound`: a number of tokens near which a text is counted whole, however long. */
export type CountTokens = (text: string, bound?: number) => Promise<TokenCount>;

/** Characters of a token, for texts that can't be counted. */
const usualTokenChars = 4;

/** About how many tokens a text has, when counting it has failed. */
export function guessTokens(text: string): number {
  return Math.ceil(text.length / usualTokenChars);
}

const pieceChars = 4_096;
/**
 * A piece up to 128 characters that no space divides. The encoder takes time with the square of such a
 * run's bytes: minutes for a long one, and most for what it knows by its bytes alone, as emoji.
 */
const undivided = /.*?\S{128}|.+$/gsu;
/** Texts of up to so many pieces are counted whole. */
const samples = 16;
/** What the samples say is near a bound within this share of it. */
const nearShare = 0.25;

/**
 * Counts tokens by o200k_base, which is near enough for models of other makers, in a thread of its
 * own. `assetsFolder` holds `tokensWorker.js`, `tiktoken_bg.wasm` and `o200k_base.json`.
 */
export function createTokenCounter(assetsFolder: string): CountTokens {
  const thread = new TokensThread(assetsFolder);
  return async (text, bound) => {
    if (text === '') return { tokens: 0, sampled: false };
    const count = Math.ceil(text.length / pieceChars);
    if (count > samples) {
      const pieces = spread(text);
      const share = text.length / (samples * pieceChars);
      const tokens = Math.round((await thread.count(divided(pieces))) * share);
      const isNear = bound !== undefined && Math.abs(tokens - bound) < nearShare * bound;
      if (!isNear) return { tokens, sampled: true };
    }
    const all = Array.from({ length: count }, (_, n) => cut(text, n * pieceChars));
    return { tokens: await thread.count(divided(all)), sampled: false };
  };
}

/** The same pieces, with no run in them that the encoder takes long for. */
function divided(pieces: readonly string[]): string[] {
  return pieces.flatMap((piece) => piece.match(undivided) ?? []);
}

/** Pieces spread evenly over a big text, its two ends among them. */
function spread(text: string): string[] {
  const stride = (text.length - pieceChars) / (samples - 1);
  return Array.from({ length: samples }, (_, n) => cut(text, Math.round(n * stride)));
}

/** A surrogate pair that is cut apart counts as two broken letters: wrong by a token, no more. */
function cut(text: string, start: number): string {
  return text.slice(start, start + pieceChars);
}
