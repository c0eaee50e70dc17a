// Builds everything that ships into dist/: `node esbuild.config.mjs [--watch]`.
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import esbuild from 'esbuild';

const require = createRequire(import.meta.url);
const watch = process.argv.includes('--watch');
const common = {
  bundle: true,
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
};
const node = { ...common, platform: 'node', format: 'cjs', target: 'node20' };

// Only the extension may leave `vscode` to its host: an import of it in any other bundle is an error.
const bundles = [
  {
    ...node,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.js',
    external: ['vscode'],
  },
  {
    ...node,
    entryPoints: ['src/cli.ts'],
    outfile: 'dist/cli.js',
    banner: { js: '#!/usr/bin/env node' },
  },
  { ...node, entryPoints: ['src/sandbox/worker.ts'], outfile: 'dist/worker.js' },
  {
    ...common,
    platform: 'browser',
    format: 'iife',
    target: 'es2024',
    tsconfig: 'webview/tsconfig.json',
    entryPoints: { panel: 'webview/main.ts' },
    outdir: 'dist',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
  },
];

// Read at run time, each only when it is needed.
const assets = {
  'quickjs.wasm': require.resolve('quickjs-wasi/quickjs.wasm'),
  'tiktoken_bg.wasm': require.resolve('tiktoken/lite/tiktoken_bg.wasm'),
  'o200k_base.json': require.resolve('tiktoken/encoders/o200k_base.json'),
};

if (!watch) rmSync('dist', { recursive: true, force: true });
mkdirSync('dist', { recursive: true });
for (const [name, from] of Object.entries(assets)) copyFileSync(from, path.join('dist', name));
if (watch) for (const bundle of bundles) await (await esbuild.context(bundle)).watch();
else await Promise.all(bundles.map((bundle) => esbuild.build(bundle)));
