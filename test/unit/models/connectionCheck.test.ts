import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import type { CheckReport } from '../../../src/models/connectionCheck.ts';
import { checkProvider, listOffered } from '../../../src/models/provider.ts';
import { explainTransport } from '../../../src/models/transport.ts';
import type { Script } from '../../support/modelScript.ts';
import { type ServerOptions, startModelServer } from '../../support/modelServer.ts';
import { root } from '../../support/project.ts';
import { settingsFor } from './asking.ts';

const options = { timeout: 60_000 };
const never = new AbortController().signal;
const page: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end('<!DOCTYPE html><html><body>Welcome</body></html>');
};

/** What was right, what is wrong, and the sentence about it. */
const told = ({ passed, fault }: CheckReport) => [
  passed.join(' '),
  fault?.step ?? null,
  fault?.error.message ?? null,
];

async function checked(
  script: Script,
  {
    key,
    apiKey = null,
    names = ['root', 'sub'],
  }: ServerOptions & { apiKey?: string | null; names?: string[] } = {},
) {
  await using server = await startModelServer(script, key === undefined ? {} : { key });
  const report = await checkProvider(settingsFor(server.url, { apiKey }), names, never);
  return { report, requests: server.requests, host: new URL(server.url).host };
}

async function withServer<Result>(
  server: Server,
  act: (port: number) => Promise<Result>,
): Promise<Result> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await act((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

test(
  'a server that is right is asked for its list and for a word of each model',
  options,
  async () => {
    const { report, requests } = await checked({ root: 'OK', sub: 'OK' });
    assert.deepEqual(told(report), ['address api key model', null, null]);
    assert.deepEqual(
      report.answered.map(({ model }) => model),
      ['root', 'sub'],
    );
    assert.equal(requests.length, 2);
    assert.ok(
      Number(requests[0]?.body.max_tokens ?? requests[0]?.body.max_completion_tokens) <= 16,
    );
  },
);

test('one model for both is asked once', options, async () => {
  const { requests } = await checked({ root: 'OK' }, { names: ['root', 'root'] });
  assert.equal(requests.length, 1);
});

test('a key that is refused is told after address and API', options, async () => {
  const { report, host } = await checked({ root: 'OK' }, { key: 'sk-right', apiKey: 'sk-wrong' });
  assert.deepEqual(told(report), [
    'address api',
    'key',
    `${host} refused the API key (Incorrect API key). Check that it is right and may use this model.`,
  ]);
});

test('a model that the server does not know is told with all else right', options, async () => {
  const { report, host } = await checked({ root: 'OK' });
  assert.deepEqual(told(report), [
    'address api key',
    'model',
    `${host} has no model "sub". Choose one that it offers.`,
  ]);
  assert.deepEqual(
    report.answered.map(({ model }) => model),
    ['root'],
  );
});

test('an address where nothing listens, and a host that is none', options, async () => {
  const port = await withServer(createHttpServer(), async (free) => free);
  const refused = await checkProvider(settingsFor(`http://127.0.0.1:${port}/v1`), ['m'], never);
  assert.deepEqual([refused.fault?.step, refused.fault?.transport], ['address', 'refused']);
  const given = { apiKey: 'sk-1' };
  const nowhere = settingsFor('https://rlm.invalid/v1', given);
  const unknown = await checkProvider(nowhere, ['m'], never);
  assert.deepEqual([unknown.passed, unknown.fault?.step], [[], 'address']);
  assert.match(unknown.fault?.error.message ?? '', /^rlm\.invalid can't be reached: /);
});

test('an address that is none, without a request', options, async () => {
  const report = await checkProvider(settingsFor('localhost:1234'), ['m'], never);
  assert.deepEqual([report.fault?.step, report.fault?.error.name], ['address', 'WrongAddress']);
});

test('a web page is no API', options, async () => {
  await withServer(createHttpServer(page), async (port) => {
    const report = await checkProvider(settingsFor(`http://127.0.0.1:${port}`), ['m'], never);
    assert.deepEqual([report.passed, report.fault?.step], [['address'], 'api']);
    assert.equal(report.fault?.error.name, 'WrongAddress');
  });
});

test('a base URL without /v1 is told as one that is no API', options, async () => {
  await using server = await startModelServer({ root: 'OK' });
  const baseUrl = server.url.replace(/\/v1$/, '');
  const report = await checkProvider(settingsFor(baseUrl), ['root'], never);
  assert.deepEqual([report.passed, report.fault?.step], [['address'], 'api']);
});

test('a self-signed certificate, over real TLS', options, async () => {
  const folder = path.join(root, 'test', 'fixtures', 'tls');
  const [key, cert] = ['key', 'crt'].map((end) =>
    readFileSync(path.join(folder, `localhost.${end}`)),
  );
  await withServer(createTlsServer({ key, cert }, page), async (port) => {
    const report = await checkProvider(settingsFor(`https://127.0.0.1:${port}/v1`), ['m'], never);
    assert.deepEqual([report.passed, report.fault?.step], [['address'], 'certificate']);
    assert.match(report.fault?.error.message ?? '', /its certificate is self-signed/);
  });
});

test('HTTPS asked of a server that speaks HTTP', options, async () => {
  await withServer(createHttpServer(page), async (port) => {
    const report = await checkProvider(settingsFor(`https://127.0.0.1:${port}/v1`), ['m'], never);
    assert.deepEqual(
      [report.passed, report.fault?.step, report.fault?.transport],
      [[], 'address', 'noHttps'],
    );
  });
});

const certificates = {
  CERT_HAS_EXPIRED: 'has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for another host',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'is not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'is self-signed',
};
for (const [code, words] of Object.entries(certificates)) {
  test(`a certificate that fails with ${code} ${words}`, () => {
    const cause = Object.assign(new Error('TLS'), { code });
    const { why, fault } = explainTransport(new TypeError('fetch failed', { cause }));
    assert.deepEqual([why, fault], [`its certificate ${words}`, 'certificate']);
  });
}

test('a missing key is told after what needs none', options, async () => {
  await withServer(createHttpServer(page), async (port) => {
    // Not a loopback name, though it leads to this machine: a key is asked for.
    const baseUrl = `http://0.0.0.0:${port}/v1`;
    const report = await checkProvider(settingsFor(baseUrl), ['m'], never);
    assert.equal(report.fault?.step, 'api');
  });
  await using server = await startModelServer({ root: 'OK' });
  const baseUrl = server.url.replace('127.0.0.1', '0.0.0.0');
  const report = await checkProvider(settingsFor(baseUrl), ['root'], never);
  assert.deepEqual([report.passed, report.fault?.step], [['address', 'api'], 'key']);
  assert.equal(report.fault?.error.name, 'KeyMissing');
  assert.equal(server.requests.length, 0);
});

test('Stop ends a test that waits', options, async () => {
  await using server = await startModelServer({ root: { status: -1 } });
  const stop = new AbortController();
  const report = checkProvider(settingsFor(server.url), ['root'], stop.signal);
  await server.seen(() => true);
  stop.abort();
  await assert.rejects(report, { name: 'Cancelled' });
});

test('the models that a server lists, in its order', options, async () => {
  await using server = await startModelServer({ b: '1', a: '2', '*': '3' });
  assert.deepEqual(await listOffered(settingsFor(server.url), never), ['b', 'a']);
});

const lists: readonly (readonly [string, string, readonly string[]])[] = [
  ['a list of objects', '[{"id":"x"},{"name":"y"}]', ['x', 'y']],
  ['`models` of names', '{"models":["x","y"]}', ['x', 'y']],
  ['no list at all', '{"status":"fine"}', []],
];
for (const [what, body, expected] of lists) {
  test(`a server that answers with ${what}`, options, async () => {
    const server = createHttpServer((_, response) => void response.end(body));
    await withServer(server, async (port) => {
      const offered = await listOffered(settingsFor(`http://127.0.0.1:${port}/v1/`), never);
      assert.deepEqual(offered, expected);
    });
  });
}

const refusals: readonly (readonly [number, string | null, string])[] = [
  [401, 'sk-wrong', 'KeyRefused'],
  [401, null, 'KeyMissing'],
  [503, null, 'ServerFailed'],
];
for (const [status, apiKey, name] of refusals) {
  test(
    `a list refused with ${status} ${apiKey ? 'for a key' : 'without one'} is a ${name}`,
    options,
    async () => {
      const server = createHttpServer((_, response) => {
        response.statusCode = status;
        response.end('{}');
      });
      await withServer(server, async (port) => {
        const list = listOffered(settingsFor(`http://127.0.0.1:${port}/v1`, { apiKey }), never);
        await assert.rejects(list, { name });
      });
    },
  );
}

test(
  'a base URL without its scheme is said to lack that, with the one that is meant',
  options,
  async () => {
    const cases = [
      ['localhost:8099/v1', 'http://localhost:8099/v1'],
      ['192.168.0.7:8000/v1', 'http://192.168.0.7:8000/v1'],
      ['api.example.com/v1', 'https://api.example.com/v1'],
    ] as const;
    for (const [baseUrl, meant] of cases) {
      const report = await checkProvider(settingsFor(baseUrl), ['m'], never);
      assert.equal(report.fault?.step, 'address');
      assert.match(report.fault.error.message, /has no https?:\/\/ in front/);
      assert.ok(report.fault.error.message.includes(`Set the base URL to ${meant}.`));
    }
  },
);
