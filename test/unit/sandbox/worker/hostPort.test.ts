import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { type Nothing, openChannel } from '../../../../src/protocol/channel.ts';
import { Control } from '../../../../src/sandbox/control.ts';
import { HostPort } from '../../../../src/sandbox/worker/hostPort.ts';

const limits = { timeout: 60_000 };

function open(t: TestContext) {
  const { port1, port2 } = new MessageChannel();
  t.after(() => {
    port1.close();
    port2.close();
  });
  const control = new Control();
  return { host: port1, control, port: new HostPort(port2, control) };
}

interface Requests {
  double: { params: number; result: number };
}

test('a question that the host asks meanwhile is answered while the thread waits', limits, (t) => {
  const { host, port } = open(t);
  openChannel<Requests, Nothing, Nothing, Nothing>({
    port,
    handlers: { double: (of) => of * 2 },
    onFault: (fault) => assert.fail(fault),
  });
  for (const id of [1, 2])
    host.postMessage({ type: 'request', id, name: 'double', params: id * 10 });
  port.receive(60_000);
  // Nothing was awaited: what came back is here at once.
  const answers = [receiveMessageOnPort(host), receiveMessageOnPort(host)];
  assert.deepEqual(
    answers.map((answer) => answer?.message),
    [
      { type: 'result', id: 1, result: 20 },
      { type: 'result', id: 2, result: 40 },
    ],
  );
});

test('what came of a call is heard of while the thread waits', limits, (t) => {
  const { host, port } = open(t);
  const channel = openChannel<Nothing, Requests, Nothing, Nothing>({
    port,
    handlers: {},
    onFault: (fault) => assert.fail(fault),
  });
  const heard: number[] = [];
  const settle = { resolve: (result: number) => void heard.push(result), reject: assert.fail };
  channel.ask('double', 1, settle);
  channel.ask('double', 2, settle);
  for (const id of [2, 1]) host.postMessage({ type: 'result', id, result: id });
  port.receive(60_000);
  assert.deepEqual(heard, [2, 1]);
});

test(
  'the wait ends when the host rings, and after its time when it does not',
  limits,
  async (t) => {
    const { port, control } = open(t);
    port.receive(1);
    const ringer = new Worker(
      `const { workerData } = require('node:worker_threads');
     const cells = new Int32Array(workerData);
     const ring = () => { Atomics.add(cells, 4, 1); Atomics.notify(cells, 4); };
     setInterval(ring, 10);`,
      { eval: true, workerData: control.buffer },
    );
    t.after(() => ringer.terminate());
    const started = Date.now();
    port.receive(50_000);
    assert.ok(Date.now() - started < 40_000);
  },
);

test('a message is heard once, waited for or not', limits, async (t) => {
  const { host, port } = open(t);
  const heard: unknown[] = [];
  const subscription = port.onMessage((message) => void heard.push(message));
  host.postMessage('waited for');
  port.receive(60_000);
  const next = new Promise((resolve) => port.onMessage(resolve));
  host.postMessage('not waited for');
  await next;
  subscription.dispose();
  host.postMessage('for nobody');
  port.receive(60_000);
  assert.deepEqual(heard, ['waited for', 'not waited for']);
});
