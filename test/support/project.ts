import path from 'node:path';

/** The project's own folder. */
export const root = path.resolve(import.meta.dirname, '../..');

/** Screenshots and logs of the last runs; not under version control. */
export const artifacts = path.join(root, 'artifacts');

/** What is installed or built for trying the extension out; not under version control. */
export const workshop = path.join(root, '.vscode-test');

/** The folder that people try RLM on first. */
export const samples = path.join(root, 'media', 'samples');

/** An extension that offers VS Code language models, for the suite inside VS Code. */
export const modelProvider = path.join(root, 'test', 'fixtures', 'lmProvider');

/** The entry of the suite inside VS Code, bundled by `bundleHostSuite`. */
export const hostSuite = path.join(workshop, 'host', 'run.js');

/**
 * The environment for programs that are started here: no editor's own variables, no setting or key of
 * the person's that could change what a run does.
 */
export function cleanEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(VSCODE_|ELECTRON_|OPENAI_|ANTHROPIC_|RLM_|NODE_TEST_CONTEXT|NODE_OPTIONS)/.test(name),
  );
  return { ...Object.fromEntries(kept), ...extra };
}
