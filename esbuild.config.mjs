// Builds everything that ships into dist/: `node esbuild.config.mjs [--watch]`.
import { copyFileSync, cpSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import esbuild from 'esbuild';

const require = createRequire(import.meta.url);
const root = import.meta.dirname;
const watch = process.argv.includes('--watch');
const common = {
  bundle: true,
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
};
const node = { ...common, platform: 'node', format: 'cjs', target: 'node20' };

// Starting the editor loads extension.js alone. What it imports dynamically stands in bundles of its
// own, and all of them share one errors.js, so that a class of error is the same class in each.
const lazy = {
  'src/engine.ts': 'engine',
  'src/models/anthropicSdk.ts': 'anthropicSdk',
  'src/models/provider.ts': 'provider',
  'src/models/tokens.ts': 'tokens',
  'src/protocol/pageShapes.ts': 'pageShapes',
  'src/runs/export/exportRun.ts': 'exportRun',
  'src/runs/import/importRun.ts': 'importRun',
  'src/runs/recordedRun.ts': 'recordedRun',
  'src/runs/storedShapes.ts': 'storedShapes',
  'src/sandbox/python/parse.ts': 'parsePython',
  'src/sources/detectEncoding.ts': 'detectEncoding',
  'src/vscode/settings/modelSettings.ts': 'modelSettings',
};
const splitEditor = {
  name: 'split-editor',
  setup(build) {
    build.onResolve({ filter: /\.ts$/ }, ({ kind, path: specifier, resolveDir }) => {
      const file = path.relative(root, path.resolve(resolveDir, specifier)).replaceAll('\\', '/');
      if (kind === 'dynamic-import' && file in lazy) return outside(`./${lazy[file]}.js`);
      return kind !== 'entry-point' && file === 'src/core/errors.ts'
        ? outside('./errors.js')
        : undefined;
    });
  },
};
// What the runner needs behind a proxy, or to ask Anthropic, stands beside it.
const lazyPackages = {
  name: 'lazy-packages',
  setup(build) {
    build.onResolve({ filter: /^undici$/ }, () => outside('./undici.js'));
    build.onResolve({ filter: /\/anthropicSdk\.ts$/ }, () => outside('./anthropicSdk.js'));
  },
};
// The server for agents stands in a bundle of its own, which shares the editor's.
const splitRunner = {
  name: 'split-runner',
  setup(build) {
    build.onResolve({ filter: /\/mcp\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? outside('./mcp.js') : undefined,
    );
    build.onResolve({ filter: /\/errors\.ts$/ }, () => outside('./errors.js'));
  },
};
const outside = (file) => ({ path: file, external: true });
const editor = { ...node, supported: { 'dynamic-import': false }, plugins: [splitEditor] };

const page = {
  ...common,
  platform: 'browser',
  format: 'iife',
  target: 'es2024',
  tsconfig: 'webview/tsconfig.json',
  outdir: 'dist',
};

// Only the extension may leave `vscode` to its host: an import of it in any other bundle is an error.
const bundles = [
  { ...editor, entryPoints: ['src/extension.ts'], outdir: 'dist', external: ['vscode'] },
  { ...editor, entryPoints: ['src/core/errors.ts'], outfile: 'dist/errors.js' },
  ...Object.entries(lazy).map(([entry, name]) => ({
    ...editor,
    entryPoints: [entry],
    outfile: `dist/${name}.js`,
  })),
  {
    ...node,
    entryPoints: ['src/cli.ts'],
    outfile: 'dist/cli.js',
    banner: { js: '#!/usr/bin/env node' },
    supported: { 'dynamic-import': false },
    plugins: [lazyPackages, splitRunner],
  },
  {
    ...editor,
    entryPoints: ['src/cli/mcp.ts'],
    outfile: 'dist/mcp.js',
    plugins: [splitEditor, lazyPackages],
  },
  { ...node, entryPoints: ['undici'], outfile: 'dist/undici.js' },
  { ...node, entryPoints: ['src/sandbox/worker/worker.ts'], outfile: 'dist/worker.js' },
  { ...node, entryPoints: ['src/models/tokensWorker.ts'], outfile: 'dist/tokensWorker.js' },
  {
    ...page,
    entryPoints: { panel: 'webview/main.ts', compare: 'webview/compare.ts' },
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
  },
  // An exported page stands by itself, its font within it.
  { ...page, entryPoints: { exported: 'webview/exported.ts' }, loader: { '.ttf': 'dataurl' } },
];

// Read at run time, each only when it is needed.
const assets = {
  'quickjs.wasm': require.resolve('quickjs-wasi/quickjs.wasm'),
  'python.wasm': 'media/python/python.wasm',
  'python.wasm.sha256': 'media/python/python.wasm.sha256',
  'tiktoken_bg.wasm': require.resolve('tiktoken/lite/tiktoken_bg.wasm'),
  'o200k_base.json': require.resolve('tiktoken/encoders/o200k_base.json'),
};

if (!watch) rmSync('dist', { recursive: true, force: true });
mkdirSync('dist', { recursive: true });
for (const [name, from] of Object.entries(assets)) copyFileSync(from, path.join('dist', name));
// What code finds in Python is Python.
cpSync('src/sandbox/python/guest', 'dist/python', { recursive: true });
if (watch) {
  // The words that the task in .vscode/tasks.json waits for.
  process.stdout.write('Building\n');
  for (const bundle of bundles) {
    const context = await esbuild.context({ ...bundle, sourcemap: true });
    await context.rebuild();
    await context.watch();
  }
  process.stdout.write('Watching for changes\n');
} else await Promise.all(bundles.map((bundle) => esbuild.build(bundle)));
