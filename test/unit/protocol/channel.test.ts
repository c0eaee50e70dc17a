import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ChannelClosed,
  type Guard,
  type Handlers,
  type Nothing,
  openChannel,
  type Port,
} from '../../../src/protocol/channel.ts';

interface Requests {
  double: { params: { readonly of: number }; result: number };
  wait: { params: { readonly for: string }; result: string };
}

interface Events {
  said: string;
}

/** Two ports that hand over copies, as a webview does, each message in its own microtask. */
function portPair(): { near: Port; far: Port; inject(message: unknown): void } {
  const makeEnd = () => {
    const listeners = new Set<(message: unknown) => void>();
    return {
      listeners,
      deliver(message: unknown) {
        for (const listener of [...listeners]) listener(message);
      },
    };
  };
  const left = makeEnd();
  const right = makeEnd();
  const port = (own: typeof left, other: typeof left): Port => ({
    post(message) {
      const copy = structuredClone(message);
      queueMicrotask(() => other.deliver(copy));
    },
    onMessage(listener) {
      own.listeners.add(listener);
      return { dispose: () => void own.listeners.delete(listener) };
    },
  });
  return { near: port(left, right), far: port(right, left), inject: right.deliver };
}

const plainHandlers: Handlers<Requests> = {
  double: ({ of }) => of * 2,
  wait: async ({ for: what }) => what,
};

function openPair(handlers: Handlers<Requests> = plainHandlers, guard: Guard = () => true) {
  const { near, far, inject } = portPair();
  const faults: Error[] = [];
  const onFault = (fault: Error) => void faults.push(fault);
  const host = openChannel<Requests, Nothing, Events, Nothing>({
    port: far,
    handlers,
    guard,
    onFault,
  });
  const page = openChannel<Nothing, Requests, Nothing, Events>({
    port: near,
    handlers: {},
    onFault,
  });
  return { host, page, faults, inject };
}

test('a request is answered with the result of its handler', async () => {
  const { page } = openPair();
  assert.equal(await page.request('double', { of: 21 }), 42);
});

test('answers find their requests whatever the order in which they come', async () => {
  const release = new Map<string, () => void>();
  const { page } = openPair({
    ...plainHandlers,
    wait: ({ for: what }) =>
      new Promise((resolve) => {
        release.set(what, () => resolve(what));
      }),
  });
  const settled: string[] = [];
  const requests = ['first', 'second', 'third'].map(async (what) => {
    settled.push(await page.request('wait', { for: what }));
  });
  await page.request('double', { of: 1 });
  for (const what of ['third', 'first', 'second']) {
    release.get(what)?.();
    await page.request('double', { of: 1 });
  }
  await Promise.all(requests);
  assert.deepEqual(settled, ['third', 'first', 'second']);
});

test('events arrive in order, at every listener, until it is disposed', async () => {
  const { host, page } = openPair();
  const heard: string[] = [];
  const first = page.on('said', (text) => void heard.push(`1 ${text}`));
  page.on('said', (text) => void heard.push(`2 ${text}`));
  host.announce('said', 'a');
  host.announce('said', 'b');
  await page.request('double', { of: 1 });
  first.dispose();
  host.announce('said', 'c');
  await page.request('double', { of: 1 });
  assert.deepEqual(heard, ['1 a', '2 a', '1 b', '2 b', '2 c']);
});

test('malformed messages are reported and ignored', async () => {
  const { page, faults, inject } = openPair();
  const malformed = [
    null,
    'text',
    7,
    {},
    { type: 'request', name: 'double' },
    { type: 'request', id: 1 },
    { type: 'error', id: 1, error: 'no' },
    { type: 'error', id: 1, error: { name: 'x' } },
    { type: 'other', id: 1 },
  ];
  for (const message of malformed) inject(message);
  assert.deepEqual(
    faults.map(({ name }) => name),
    malformed.map(() => 'MalformedMessage'),
  );
  assert.equal(await page.request('double', { of: 2 }), 4);
});

test('an answer that nobody waits for is reported', () => {
  const { faults, inject } = openPair();
  inject({ type: 'result', id: 99, result: 1 });
  assert.match(faults[0]?.message ?? '', /No request 99/);
});

test('an unknown request is answered with an error', async () => {
  const { page } = openPair();
  const unknown = page as unknown as { request(name: string, params: unknown): Promise<unknown> };
  await assert.rejects(unknown.request('nope', {}), {
    name: 'UnknownRequest',
    message: 'There is no request "nope".',
  });
  await assert.rejects(unknown.request('toString', {}), { name: 'UnknownRequest' });
});

test('parameters that a guard refuses never reach the handler', async () => {
  const guard: Guard = async (name, params) =>
    name !== 'double' || typeof (params as { of?: unknown } | null)?.of === 'number';
  const { page } = openPair(plainHandlers, guard);
  const loose = page as unknown as { request(name: string, params: unknown): Promise<unknown> };
  await assert.rejects(loose.request('double', { of: 'many' }), { name: 'BadParameters' });
  assert.equal(await page.request('double', { of: 3 }), 6);
});

test('a failing handler rejects the request with its name and message', async () => {
  const { page } = openPair({
    double: () => {
      throw new RangeError('too much');
    },
    wait: async () => Promise.reject('a plain reason'),
  });
  await assert.rejects(page.request('double', { of: 1 }), {
    name: 'RangeError',
    message: 'too much',
  });
  await assert.rejects(page.request('wait', { for: 'x' }), { message: 'a plain reason' });
});

test('a result that cannot be sent becomes an error', async () => {
  const { page } = openPair({
    ...plainHandlers,
    double: () => (() => 1) as unknown as number,
  });
  await assert.rejects(page.request('double', { of: 1 }), { name: 'DataCloneError' });
});

test('a request that cannot be sent rejects', async () => {
  const { page } = openPair();
  const loose = page as unknown as { request(name: string, params: unknown): Promise<unknown> };
  await assert.rejects(
    loose.request('double', () => 1),
    { name: 'DataCloneError' },
  );
});

test('a failing listener is reported and does not stop the others', async () => {
  const { host, page, faults } = openPair();
  const heard: string[] = [];
  page.on('said', () => {
    throw new Error('listener broke');
  });
  page.on('said', (text) => void heard.push(text));
  host.announce('said', 'on');
  await page.request('double', { of: 1 });
  assert.deepEqual(heard, ['on']);
  assert.equal(faults[0]?.message, 'listener broke');
});

test('closing rejects what is pending, and everything asked later', async () => {
  const { page } = openPair({ ...plainHandlers, wait: () => new Promise(() => {}) });
  const pending = page.request('wait', { for: 'ever' });
  page.dispose();
  page.dispose();
  await assert.rejects(pending, ChannelClosed);
  await assert.rejects(page.request('double', { of: 1 }), ChannelClosed);
});

test('closing aborts the handlers that run, and their late results go nowhere', async () => {
  let started = (): void => {};
  const running = new Promise<void>((resolve) => {
    started = resolve;
  });
  let aborted = false;
  const { host, page, faults } = openPair({
    ...plainHandlers,
    wait: (_, signal) =>
      new Promise((resolve) => {
        started();
        signal.addEventListener('abort', () => {
          aborted = true;
          resolve('late');
        });
      }),
  });
  const request = page.request('wait', { for: 'x' });
  await running;
  host.dispose();
  assert.equal(aborted, true);
  host.announce('said', 'after the end');
  page.dispose();
  await assert.rejects(request, ChannelClosed);
  assert.deepEqual(faults, []);
});

test('nothing is posted any more once an end is closed: no result, no error, no event', async () => {
  const { near, far } = portPair();
  const posted: unknown[] = [];
  const port: Port = { ...far, post: (message) => void posted.push(message) };
  const release: ((failure?: Error) => void)[] = [];
  const host = openChannel<Requests, Nothing, Events, Nothing>({
    port,
    handlers: {
      ...plainHandlers,
      wait: () =>
        new Promise((resolve, reject) => {
          release.push((failure) => (failure === undefined ? resolve('late') : reject(failure)));
        }),
    },
    onFault: (fault) => assert.fail(fault),
  });
  const page = openChannel<Nothing, Requests, Nothing, Events>({
    port: near,
    handlers: {},
    onFault: () => {},
  });
  const asked = [page.request('wait', { for: 'a' }), page.request('wait', { for: 'b' })];
  while (release.length < 2) await Promise.resolve();
  host.dispose();
  release[0]?.();
  release[1]?.(new Error('late'));
  host.announce('said', 'late');
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  assert.deepEqual(posted, []);
  page.dispose();
  await Promise.allSettled(asked);
});
