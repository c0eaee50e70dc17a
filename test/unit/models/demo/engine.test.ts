import assert from 'node:assert/strict';
import { copyFileSync, cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { RunEvent } from '../../../../src/core/events.ts';
import { defaultOptions, type Language } from '../../../../src/core/options.ts';
import { createEngine } from '../../../../src/engine.ts';
import { createDemoModel } from '../../../../src/models/demo.ts';
import { contextOf, python, wasmPath, workerBundle } from '../../sandbox/support.ts';

const sample = path.join(import.meta.dirname, '../../../../media/samples/platform.log');
const question = 'Which services failed on 14 March, and what set each failure off?';

async function run(
  language: Language,
  pace: number,
  signal: AbortSignal,
  emit: (event: RunEvent) => void,
) {
  const distFolder = path.dirname(await workerBundle());
  copyFileSync(wasmPath, path.join(distFolder, 'quickjs.wasm'));
  for (const ending of ['', '.sha256']) {
    copyFileSync(python.wasmPath + ending, path.join(distFolder, `python.wasm${ending}`));
  }
  cpSync(python.guestFolder, path.join(distFolder, 'python'), { recursive: true });
  const engine = createEngine({
    distFolder,
    reportBug: (error) => {
      throw error;
    },
  });
  const result = await engine.ask(
    {
      runId: 'test',
      question,
      context: contextOf(readFileSync(sample, 'utf8')),
      options: { ...defaultOptions, language, rootModel: 'demo', subModel: 'demo' },
      model: createDemoModel({ pace }),
      signal,
    },
    emit,
  );
  await engine.dispose();
  return result;
}

for (const language of ['python', 'javascript'] as const) {
  test(`in the real sandbox the demo answers the sample question in ${language}, every citation verified`, {
    timeout: 120_000,
  }, async () => {
    const cells: RunEvent[] = [];
    const result = await run(language, 0, new AbortController().signal, (event) => {
      if (event.type === 'cell.finished') cells.push(event);
    });
    assert.equal(result.status, 'answered');
    assert.match(result.answer, /\*\*5 services\*\*.*612 lines in all/);
    assert.equal(cells.length, 4);
    assert.ok(cells.every((event) => event.type === 'cell.finished' && event.status === 'ok'));
    assert.equal(result.calls.llm, 5);
    assert.equal(result.citations.length, 14);
    assert.ok(result.citations.every(({ verified }) => verified));
    assert.equal(result.costUsd, 0);
  });
}

test('a demo run stops when its signal fires', { timeout: 120_000 }, async () => {
  const controller = new AbortController();
  const result = await run('javascript', 3_600_000, controller.signal, (event) => {
    if (event.type === 'iteration.started') controller.abort();
  });
  assert.equal(result.status, 'cancelled');
});
