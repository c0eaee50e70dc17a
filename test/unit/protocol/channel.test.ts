import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Handlers,
  type Nothing,
  openChannel,
  type Port,
  type Readers,
} from '../../../src/protocol/channel.ts';
import { ChannelClosed } from '../../../src/protocol/channelMessage.ts';

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

function openPair(handlers: Handlers<Requests> = plainHandlers, readers: Readers = {}) {
  const { near, far, inject } = portPair();
  const faults: Error[] = [];
  const onFault = (fault: Error) => void faults.push(fault);
  const host = openChannel<Requests, Nothing, Events, Nothing>({
    port: far,
    handlers,
    readers,
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

for (const when of ['at once', 'later'] as const) {
  test(`parameters that are refused ${when} never reach the handler`, async () => {
    const read = (name: string, params: unknown): unknown => {
      const { of } = Object(params);
      if (name === 'double' && typeof of !== 'number') throw new TypeError(`no number: ${of}`);
      return { of };
    };
    const handled: unknown[] = [];
    const { page, faults } = openPair(
      {
        ...plainHandlers,
        double: (params) => {
          handled.push(params);
          return params.of * 2;
        },
      },
      { params: when === 'later' ? async (name, params) => read(name, params) : read },
    );
    const loose = page as unknown as { request(name: string, params: unknown): Promise<unknown> };
    await assert.rejects(loose.request('double', { of: 'many' }), { name: 'BadParameters' });
    assert.deepEqual(
      faults.map(({ message }) => message),
      ['no number: many'],
    );
    assert.equal(await loose.request('double', { of: 3, more: 'x' }), 6);
    assert.deepEqual(handled, [{ of: 3 }], 'what the reader made is what the handler gets');
  });
}

test('a result that is none rejects its request, and an event that is none is not heard', async () => {
  const { near, far } = portPair();
  const faults: Error[] = [];
  const there = openChannel<Requests, Nothing, Events, Nothing>({
    port: far,
    handlers: plainHandlers,
    onFault: (fault) => assert.fail(fault),
  });
  const here = openChannel<Nothing, Requests, Nothing, Events>({
    port: near,
    handlers: {},
    readers: {
      result: (name, result, params) => {
        if (result !== 4) throw new RangeError(`${name} of ${JSON.stringify(params)}: ${result}`);
        return result;
      },
      event: (_, data) => {
        if (data === 'forged') throw new TypeError('not said');
        return data;
      },
    },
    onFault: (fault) => void faults.push(fault),
  });
  const heard: string[] = [];
  here.on('said', (text) => void heard.push(text));
  there.announce('said', 'forged');
  there.announce('said', 'on');
  assert.equal(await here.request('double', { of: 2 }), 4);
  await assert.rejects(here.request('double', { of: 3 }), {
    name: 'RangeError',
    message: 'double of {"of":3}: 6',
  });
  assert.deepEqual(heard, ['on']);
  assert.deepEqual(
    faults.map(({ message }) => message),
    ['not said'],
  );
});

test('a request that is made twice under one number is reported, and handled once', async () => {
  const handled: string[] = [];
  const { faults, inject } = openPair({
    ...plainHandlers,
    wait: ({ for: what }) => {
      handled.push(what);
      return new Promise(() => {});
    },
  });
  for (const what of ['a', 'b'])
    inject({ type: 'request', id: 1, name: 'wait', params: { for: what } });
  assert.deepEqual(handled, ['a']);
  assert.match(faults[0]?.message ?? '', /request 1 was made twice/);
});

test('a handler that returns no promise is answered before its message is done with', () => {
  const posted: unknown[] = [];
  const heard: ((message: unknown) => void)[] = [];
  openChannel<Requests, Nothing, Events, Nothing>({
    port: {
      post: (message) => void posted.push(message),
      onMessage(listener) {
        heard.push(listener);
        return { dispose: () => {} };
      },
    },
    handlers: {
      ...plainHandlers,
      wait: () => {
        throw new RangeError('not now');
      },
    },
    onFault: (fault) => assert.fail(fault),
  });
  heard[0]?.({ type: 'request', id: 1, name: 'double', params: { of: 2 } });
  heard[0]?.({ type: 'request', id: 2, name: 'wait', params: { for: 'x' } });
  assert.deepEqual(posted, [
    { type: 'result', id: 1, result: 4 },
    { type: 'error', id: 2, error: { name: 'RangeError', message: 'not now' } },
  ]);
});

test('who asks without awaiting hears of the answer as it arrives', () => {
  const heard: ((message: unknown) => void)[] = [];
  const channel = openChannel<Nothing, Requests, Nothing, Events>({
    port: {
      post: () => {},
      onMessage(listener) {
        heard.push(listener);
        return { dispose: () => {} };
      },
    },
    handlers: {},
    onFault: (fault) => assert.fail(fault),
  });
  const outcomes: unknown[] = [];
  const settle = {
    resolve: (result: unknown) => void outcomes.push(result),
    reject: ({ name }: Error) => void outcomes.push(name),
  };
  channel.ask('double', { of: 2 }, settle);
  channel.ask('double', { of: 3 }, settle);
  channel.ask('double', { of: 4 }, settle);
  heard[0]?.({ type: 'result', id: 2, result: 6 });
  heard[0]?.({ type: 'error', id: 1, error: { name: 'RangeError', message: '' } });
  assert.deepEqual(outcomes, [6, 'RangeError']);
  channel.dispose();
  channel.ask('double', { of: 5 }, settle);
  assert.deepEqual(outcomes, [6, 'RangeError', 'ChannelClosed', 'ChannelClosed']);
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
