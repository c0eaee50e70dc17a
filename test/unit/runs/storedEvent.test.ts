import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { RunEvent, RunEventBody } from '../../../src/core/events.ts';
import { decodeText, encodeText, shortenEvent } from '../../../src/runs/storedEvent.ts';
import { eventsOf, replied, started } from './support.ts';

const only = (body: RunEventBody): RunEvent => {
  const [event] = eventsOf(body);
  assert.ok(event !== undefined);
  return event;
};

test('a text of 4,096 characters stays in its event, one more goes beside it', () => {
  const short = only(replied('x'.repeat(4_096)));
  assert.equal(shortenEvent(short).stored, short);
  const text = `${'y'.repeat(4_096)}!`;
  const { stored, texts } = shortenEvent(only(replied(text)));
  assert.ok(stored.type === 'model.replied');
  assert.equal(stored.text, 'y'.repeat(512));
  const sha256 = createHash('sha256').update(text).digest('hex');
  assert.deepEqual(stored.refs, { text: { sha256, chars: 4_097 } });
  assert.deepEqual(
    texts.map((kept) => kept.sha256),
    [sha256],
  );
});

test('the cut never splits a surrogate pair', () => {
  const { stored } = shortenEvent(only(replied(`${'x'.repeat(511)}${'🗼'.repeat(5_000)}`)));
  assert.ok(stored.type === 'model.replied');
  assert.equal(stored.text, 'x'.repeat(511));
});

test('texts come back as they were, lone surrogates, marks and NUL included', () => {
  for (const text of [
    '',
    'plain',
    'Grüße 🗼',
    '\uFEFFmark',
    'a\0b',
    'lone \ud800 one',
    '\udc00\ud800',
  ]) {
    assert.equal(decodeText(encodeText(text)), text);
  }
  assert.notDeepEqual(encodeText('\ud800'), encodeText('\uFFFD'));
});

test('whatever else an object of settings carries never reaches the record', () => {
  const event = only(started('r'));
  assert.ok(event.type === 'run.started');
  const leaky = {
    ...event,
    options: { ...event.options, apiKey: 'sk-secret', headers: { authorization: 'sk-secret' } },
    models: { ...event.models, apiKey: 'sk-secret' },
  };
  const { stored } = shortenEvent(leaky);
  assert.doesNotMatch(JSON.stringify(stored), /secret|apiKey|headers/);
  assert.deepEqual(stored, event);
});
