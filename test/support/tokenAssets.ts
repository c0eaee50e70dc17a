import { copyFileSync, mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from './project.ts';

/** A new folder with what counts tokens, built from the source as it stands; its maker removes it. */
export async function makeTokenAssets(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rlm-tokens-'));
  const require = createRequire(import.meta.url);
  for (const file of ['tiktoken/lite/tiktoken_bg.wasm', 'tiktoken/encoders/o200k_base.json'])
    copyFileSync(require.resolve(file), path.join(folder, path.basename(file)));
  await build({
    entryPoints: [path.join(root, 'src/models/tokensWorker.ts')],
    outfile: path.join(folder, 'tokensWorker.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  });
  return folder;
}
