import path from 'node:path';
import type { Context } from '../../src/core/context.ts';
import type { RunEvent, RunResult } from '../../src/core/events.ts';
import { defaultOptions } from '../../src/core/options.ts';
import { createEngine } from '../../src/engine.ts';
import { createDemoModel } from '../../src/models/demo.ts';
import { sharedText } from '../../src/sources/decode.ts';

/** Where `node esbuild.config.mjs` puts the worker. */
const distFolder = path.join(import.meta.dirname, '../../dist');

/** Asks the offline demo about one text, through the same engine as the extension and the runner. */
export async function askDemo(
  question: string,
  text: string,
  emit: (event: RunEvent) => void,
  pace?: number,
): Promise<RunResult> {
  const context: Context = {
    kind: 'string',
    items: [{ path: '', text: sharedText(text), origin: null }],
    label: 'example',
  };
  const engine = createEngine({
    distFolder,
    reportBug: (error) => {
      throw error;
    },
  });
  const result = await engine.ask(
    {
      runId: 'example',
      question,
      context,
      options: { ...defaultOptions, rootModel: 'demo', subModel: 'demo' },
      model: createDemoModel(pace === undefined ? {} : { pace }),
      signal: new AbortController().signal,
    },
    emit,
  );
  await engine.dispose();
  return result;
}
