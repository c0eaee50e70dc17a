import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEvent, emptyTrajectory } from '../../../src/trajectory/applyEvent.ts';
import type { StoredText } from '../../../src/trajectory/model.ts';
import { requestOf } from '../../../src/trajectory/sent.ts';
import type { Recording } from '../../support/sampleEvents.ts';
import { recordings } from '../../support/sampleEvents.ts';
import { conversation, sentConversation } from '../../support/sentConversation.ts';

function play({ events, texts }: Recording) {
  const model = emptyTrajectory();
  for (const event of events) applyEvent(model, event);
  const run = model.runs.get('');
  assert.ok(run);
  const whole = async ({ text, ref }: StoredText) =>
    ref === null ? text : (texts.get(ref.sha256) ?? '');
  return { run, replies: run.iterations.flatMap(({ replies }) => replies), whole };
}

test('each request is put together from what was new in those before it', async () => {
  const { run, replies, whole } = play(sentConversation());
  const requests = await Promise.all(replies.map((reply) => requestOf(reply, run, whole)));
  assert.deepEqual(
    requests.map((request) => request?.messages),
    conversation,
  );
  assert.deepEqual(
    requests.map((request) => request?.resent),
    [0, 2, 3],
  );
});

test('a record that does not have it says so, and a damaged one is no message', async () => {
  const older = play(recordings.answered());
  const [reply] = older.replies;
  assert.ok(reply);
  assert.equal(await requestOf(reply, older.run, older.whole), null);
  for (const damaged of [
    '',
    '{"role":"user"}',
    '[{"role":"user"}]',
    '[{"role":"x","content":""}]',
  ]) {
    const { run, replies } = play(sentConversation());
    const last = replies.at(-1);
    assert.ok(last);
    assert.equal(await requestOf(last, run, async () => damaged), null, damaged);
  }
});

test('what cannot be fetched rejects', async () => {
  const { run, replies } = play(sentConversation());
  const last = replies.at(-1);
  assert.ok(last);
  const gone = async () => Promise.reject(new Error('it is gone'));
  await assert.rejects(requestOf(last, run, gone), /it is gone/);
});
