import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredEvent } from '../../../src/core/events.ts';
import {
  type Channel,
  type Nothing,
  openChannel,
  type Port,
} from '../../../src/protocol/channel.ts';
import type { PanelEvents, PanelRequests } from '../../../src/protocol/panel.ts';
import { type Feed, openFeed } from '../../../webview/feed.ts';
import { recordings } from '../../support/sampleEvents.ts';

interface Scene {
  readonly feed: Feed;
  readonly host: Channel<Nothing, PanelEvents, Nothing>;
  /** The `since` of every request for events. */
  readonly asked: number[];
  readonly faults: unknown[];
}

/** A page and a host in one process; messages arrive in the order they were sent, later. */
function setUp(answer: (since: number) => Promise<PanelRequests['events']['result']>): Scene {
  const [toHost, toPage] = [new Set<(message: unknown) => void>(), new Set<(m: unknown) => void>()];
  const port = (own: Set<(message: unknown) => void>, other: typeof own): Port => ({
    post: (message) =>
      queueMicrotask(() => {
        for (const listener of other) listener(structuredClone(message));
      }),
    onMessage(listener) {
      own.add(listener);
      return { dispose: () => void own.delete(listener) };
    },
  });
  const asked: number[] = [];
  const faults: unknown[] = [];
  const onFault = (fault: unknown) => void faults.push(fault);
  const host = openChannel<PanelRequests, Nothing, PanelEvents, Nothing>({
    port: port(toHost, toPage),
    handlers: {
      events: ({ since }) => {
        asked.push(since);
        return answer(since);
      },
      text: () => '',
      findTexts: () => ({}),
      stop: () => null,
      openCitation: () => null,
      openRange: () => null,
      stale: () => [],
      copyAnswer: () => null,
      insertAnswer: () => null,
      showRun: () => null,
      askFollowUp: () => null,
      describeFollowUp: () => null,
      ask: () => false,
      resumeRun: () => null,
      forkRun: () => null,
      runAgain: () => null,
      exportRun: () => null,
      remedy: () => null,
      select: () => null,
    },
    onFault,
  });
  const page = openChannel<Nothing, PanelRequests, Nothing, PanelEvents>({
    port: port(toPage, toHost),
    handlers: {},
    onFault,
  });
  const feed = openFeed(
    page,
    () => 1_000,
    () => {},
    onFault,
  );
  return { feed, host, asked, faults };
}

/** Lets everything that was sent arrive. */
async function arrive(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}

const { events } = recordings.demo();
const stored = events.filter(({ type }) => type !== 'model.delta');
const last = stored.at(-1)?.seq ?? 0;

function record(upTo: readonly StoredEvent[], live = true) {
  return { runId: 'sample', events: upTo, live, now: 5_000 };
}

test('the page asks for everything, then follows what is appended', async () => {
  const scene = setUp(async () => record(stored.slice(0, 3)));
  await scene.feed.refresh();
  assert.equal(scene.feed.model.seq, 3);
  assert.equal(scene.feed.live, true);
  assert.equal(scene.feed.runId, 'sample');
  assert.equal(scene.feed.clockOffset, 4_000);
  scene.host.announce('appended', stored.slice(3));
  scene.host.announce('settled', null);
  await arrive();
  assert.equal(scene.feed.model.seq, last);
  assert.equal(scene.feed.live, false);
  assert.deepEqual(scene.asked, [0]);
});

test('what is appended before the record is here waits for it', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const scene = setUp(async () => {
    await promise;
    return record(stored.slice(0, 3));
  });
  const loading = scene.feed.refresh();
  scene.host.announce('appended', stored.slice(2, 5));
  await arrive();
  assert.equal(scene.feed.model.seq, 0);
  resolve();
  await loading;
  assert.equal(scene.feed.model.seq, 5);
});

test('a gap is filled by asking for what came since the last event', async () => {
  const scene = setUp(async (since) =>
    record(since === 0 ? stored.slice(0, 2) : stored.slice(2, 5)),
  );
  await scene.feed.refresh();
  scene.host.announce('appended', stored.slice(4, 6));
  await arrive();
  assert.deepEqual(scene.asked, [0, 2]);
  assert.equal(scene.feed.model.seq, 6);
  assert.deepEqual(scene.faults, []);
});

test('what streamed while the page asked is in the answer, and is not doubled', async () => {
  const delta = (text: string, restart?: true): StoredEvent => ({
    ...{ type: 'model.delta', seq: 0, at: 1e15, run: '', iteration: 1, text },
    ...(restart && { restart }),
  });
  const scene = setUp(async () => record([...stored.slice(0, 3), delta('I look at ', true)]));
  const loading = scene.feed.refresh();
  scene.host.announce('appended', [delta('I look '), delta('at ')]);
  await loading;
  scene.host.announce('appended', [delta('the head.')]);
  await arrive();
  const [iteration] = scene.feed.model.runs.get('')?.iterations ?? [];
  assert.equal(iteration?.streaming, 'I look at the head.');
});

test('a run that settles while its record is on the way is not live', async () => {
  const scene = setUp(async () => {
    scene.host.announce('settled', null);
    return record(stored);
  });
  await scene.feed.refresh();
  assert.equal(scene.feed.live, false);
});

test('a run that has ended and is resumed is live again in the same page', async () => {
  const scene = setUp(async () => record(stored.slice(0, 3), false));
  await scene.feed.refresh();
  scene.host.announce('settled', null);
  await arrive();
  assert.equal(scene.feed.live, false);
  scene.host.announce('appended', stored.slice(3, 4));
  await arrive();
  assert.equal(scene.feed.live, true);
  assert.equal(scene.feed.model.seq, 4);
  scene.host.announce('settled', null);
  await arrive();
  assert.equal(scene.feed.live, false);
});

test('a host that can not answer is told, and asked again the next time', async () => {
  let broken = true;
  const scene = setUp(async () => {
    if (broken) throw new Error('The run is gone.');
    return record(stored, false);
  });
  await assert.rejects(scene.feed.refresh(), { message: 'The run is gone.' });
  assert.equal(scene.feed.loaded, false);
  broken = false;
  await scene.feed.refresh();
  assert.equal(scene.feed.model.seq, last);
});
