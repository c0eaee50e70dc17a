import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSession } from '../unit/sandbox/support.ts';

const megabyte = 1_048_576;
const batches = {
  javascript: "await llm_query_batched(Array(150).fill('x'.repeat(1e7)))",
  python: "llm_query_batched(['x' * 10_000_000] * 150)",
} as const;

for (const language of ['javascript', 'python'] as const) {
  test(`${language}: fifteen hundred million characters of prompts are never there at once`, {
    timeout: 300_000,
  }, async (t) => {
    const before = process.memoryUsage.rss();
    let most = 0;
    const { run } = await openSession(t, {
      options: { language, cellSeconds: 60, sandboxMemoryMb: 256 },
      calls: async ({ prompt }) => {
        most = Math.max(most, process.memoryUsage.rss());
        return String(prompt.length);
      },
    });
    assert.equal((await run(batches[language])).status, 'ok');
    const grown = Math.round((most - before) / megabyte);
    t.diagnostic(`${grown} MiB`);
    assert.ok(grown < 900, `${grown} MiB`);
  });
}
