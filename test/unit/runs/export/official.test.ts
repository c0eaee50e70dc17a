import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deepRun, longAnswer, manyIterations } from '../../../support/longRecordings.ts';
import { recordings } from '../../../support/sampleEvents.ts';
import { exportEvents, wholeEvents } from './support.ts';
import { viewLog } from './visualizer.ts';

const all = { ...recordings, deep: () => deepRun(3, 3), long: () => longAnswer(30_000) };

for (const [name, make] of Object.entries(all)) {
  test(`the official visualizer takes the run "${name}" as it reads logs`, async () => {
    const events = wholeEvents(make());
    const log = await exportEvents(events, 'official');
    const seen = viewLog(log);
    const [first] = events;
    assert.ok(first?.type === 'run.started');
    const own = events.filter(({ run }) => run === '');
    const iterations = own.filter(({ type }) => type === 'iteration.started').length;
    const asked = own.filter(
      (event) => event.type === 'model.replied' && event.purpose === 'answer',
    );
    if (seen.iterations > 0) assert.equal(seen.question, first.question.replaceAll('"', '”'));
    assert.ok(seen.iterations <= iterations + asked.length);
    const answer = own.findLast((event) => event.type === 'answer');
    const given = answer?.type === 'answer' && !answer.step ? answer.text : null;
    assert.equal(seen.answer, given);
    assert.deepEqual(seen.finals, given === null ? [] : [seen.iterations - 1]);
    assert.equal(seen.calls, own.filter(({ type }) => type === 'call.started').length);
    assert.equal(seen.cells, own.filter(({ type }) => type === 'cell.started').length);
    assert.equal(seen.rootModel, first.models.root);
  });
}

test('children stand within their calls, as deep as they went, with what they used', async () => {
  const log = await exportEvents(wholeEvents(recordings.nested()), 'official');
  const lines = log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const call = lines[2].code_blocks[0].result.rlm_calls[0];
  assert.equal(call.metadata.iterations.length, 1);
  assert.match(call.metadata.iterations[0].response, /It is short enough to read/);
  assert.equal(call.metadata.run_metadata.root_model, 'gpt-5');
  const used = call.usage_summary.model_usage_summaries['gpt-5'];
  assert.equal(used.total_calls, 1);
  assert.equal(call.prompt_tokens, used.total_input_tokens);
  assert.ok(call.usage_summary.total_cost > 0);
});

test('prompts hold the question and what came before, and stay bounded in long runs', async () => {
  const log = await exportEvents(wholeEvents(manyIterations(400)), 'official');
  const lines = log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines[3].prompt.map(({ role }: { role: string }) => role),
    ['user', 'assistant', 'user', 'assistant', 'user'],
  );
  for (const { prompt } of lines.slice(1)) assert.match(prompt[0].content, /original query: "/);
  assert.ok(log.length < 100_000_000, `${log.length} characters`);
});
