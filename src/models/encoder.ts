import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import type { Tiktoken } from 'tiktoken/lite/init';

/** Pieces of text to be counted together. */
export interface TokensAsked {
  readonly id: number;
  readonly pieces: readonly string[];
}

/** What came of it: an error's stack, or the sum. */
export type TokensCounted =
  | { readonly id: number; readonly tokens: number }
  | { readonly id: number; readonly failure: string };

/** Node has it, but neither its types nor the language's name it: only the DOM's do. */
const { WebAssembly: webAssembly } = globalThis as unknown as {
  readonly WebAssembly: { instantiate(bytes: Uint8Array, imports: unknown): Promise<never> };
};

/**
 * The thread's side of counting, until it is terminated. The encoder (`tiktoken_bg.wasm` and
 * `o200k_base.json` of `assetsFolder`) is loaded once, which takes a quarter of a second.
 */
export function serveTokens(port: MessagePort, assetsFolder: string): void {
  const loading = loadEncoder(assetsFolder);
  // Its failure is told to whoever asks.
  loading.catch(() => {});
  const answer = async ({ id, pieces }: TokensAsked): Promise<TokensCounted> => {
    try {
      const encoder = await loading;
      const counts = pieces.map((piece) => encoder.encode_ordinary(piece).length);
      return { id, tokens: counts.reduce((sum, count) => sum + count, 0) };
    } catch (error) {
      return { id, failure: error instanceof Error ? (error.stack ?? '') : String(error) };
    }
  };
  port.on('message', async (asked: TokensAsked) => port.postMessage(await answer(asked)));
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
