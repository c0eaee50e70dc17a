import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidOption } from '../../../src/core/errors.ts';
import { Unanswered } from '../../../src/models/fetching.ts';
import { findProxy } from '../../../src/models/proxy.ts';
import { ProxyFailure } from '../../../src/models/proxyFailure.ts';
import { explainTransport, mayBeBilled } from '../../../src/models/transport.ts';

const found = (server: string, environment: Record<string, string>) => {
  const proxy = findProxy(new URL(server), environment);
  return proxy === null ? null : `${proxy.variable} ${proxy.url.host}`;
};

test('the proxy is the one of the scheme, in lower case first, with or without a scheme itself', () => {
  const both = { HTTP_PROXY: 'http://plain:1', HTTPS_PROXY: 'http://safe:2' };
  assert.equal(found('http://models.example/v1', both), 'HTTP_PROXY plain:1');
  assert.equal(found('https://models.example/v1', both), 'HTTPS_PROXY safe:2');
  assert.equal(found('https://models.example/v1', { HTTP_PROXY: 'http://plain:1' }), null);
  assert.equal(
    found('http://models.example', { http_proxy: 'http://low:3', HTTP_PROXY: 'http://up:4' }),
    'http_proxy low:3',
  );
  assert.equal(
    found('http://models.example', { HTTP_PROXY: 'proxy.corp:3128' }),
    'HTTP_PROXY proxy.corp:3128',
  );
  assert.equal(found('http://models.example', { HTTP_PROXY: ' ' }), null);
  assert.equal(found('http://models.example', {}), null);
});

test('a server on this machine is asked without a proxy', () => {
  for (const host of ['localhost', 'models.localhost', '127.0.0.1', '127.8.0.1', '[::1]']) {
    assert.equal(found(`http://${host}:8080/v1`, { HTTP_PROXY: 'http://p:1' }), null, host);
  }
});

test('NO_PROXY names hosts, domains, ports, or all', () => {
  const cases: readonly (readonly [list: string, server: string, isExcepted: boolean])[] = [
    ['models.example', 'http://models.example/v1', true],
    ['MODELS.example', 'http://models.example/v1', true],
    ['example', 'http://models.example/v1', true],
    ['.example', 'http://models.example/v1', true],
    ['*.example', 'http://models.example/v1', true],
    ['ample', 'http://models.example/v1', false],
    ['other, models.example', 'http://models.example/v1', true],
    ['other models.example', 'http://models.example/v1', true],
    ['models.example:8080', 'http://models.example:8080/v1', true],
    ['models.example:8080', 'http://models.example/v1', false],
    ['models.example:80', 'http://models.example/v1', true],
    ['models.example:443', 'https://models.example/v1', true],
    ['10.0.0.7', 'http://10.0.0.7:8000/v1', true],
    ['fd00::7', 'http://[fd00::7]:8000/v1', true],
    ['[fd00::7]:8000', 'http://[fd00::7]:8000/v1', true],
    ['*', 'https://api.openai.com/v1', true],
    ['', 'https://api.openai.com/v1', false],
  ];
  const proxies = { HTTP_PROXY: 'http://p:1', HTTPS_PROXY: 'http://p:1' };
  for (const [list, server, isExcepted] of cases) {
    for (const name of ['NO_PROXY', 'no_proxy']) {
      assert.equal(found(server, { ...proxies, [name]: list }) === null, isExcepted, list);
    }
  }
});

test('what can be no proxy is refused, without showing what may be a password', () => {
  for (const value of ['socks5://user:secret@host:1', 'http://', 'ht tp://secret']) {
    assert.throws(
      () => findProxy(new URL('http://models.example'), { HTTP_PROXY: value }),
      (error) => error instanceof InvalidOption && !/secret/.test(error.message),
    );
  }
});

test('a proxy that fails is named', () => {
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  const why = (error: Error) => explainTransport(new Error('Connection error.', { cause: error }));
  assert.equal(
    why(new ProxyFailure('proxy.corp:3128', null, refused)).why,
    'the connection was refused (through the proxy proxy.corp:3128)',
  );
  const denied = why(new ProxyFailure('proxy.corp:3128', 407));
  assert.equal(denied.why, 'the proxy proxy.corp:3128 answered 407');
  assert.equal(denied.retries, 0);
  assert.ok(why(new ProxyFailure('proxy.corp:3128', 503)).retries > 0);
});

test('behind a proxy, a request counts as billed unless it never arrived or the proxy refused it', () => {
  const failed = (code: string): Error => Object.assign(new Error('fetch failed'), { code });
  const cases: readonly (readonly [string, number | null, Error | undefined, boolean])[] = [
    ['the proxy refused', 403, undefined, false],
    ['the proxy has no server', 503, undefined, false],
    ['the proxy is not there', null, failed('ECONNREFUSED'), false],
    ['no such proxy', null, failed('ENOTFOUND'), false],
    ['the socket closed once the prompt was sent', null, failed('UND_ERR_SOCKET'), true],
    ['no headers came for minutes', null, failed('UND_ERR_HEADERS_TIMEOUT'), true],
    ['nobody knows', null, undefined, true],
  ];
  for (const [what, status, below, isBilled] of cases) {
    const cause = new ProxyFailure('proxy.corp:3128', status, below);
    assert.equal(mayBeBilled(new Unanswered(cause)), isBilled, what);
  }
});
