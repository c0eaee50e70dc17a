// Where the runner sends its requests, and what it says of that.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { findProgram } from '../support/files.ts';
import { startModelServer } from '../support/modelServer.ts';
import { startProxy } from '../support/proxyServer.ts';
import { ask } from '../support/runner.ts';

const options = { timeout: 60_000 };
const folder = mkdtempSync(path.join(tmpdir(), 'rlm-server-'));
after(() => rmSync(folder, { recursive: true }));
const text = path.join(folder, 'a.txt');
writeFileSync(text, 'one\ntwo\n');
const done = { '*': 'FINAL(done)' };
const portOf = (url: string) => ({ port: Number(new URL(url).port) });
/** Without the questions about what the server's models take. */
const completionsOf = (asked: readonly string[]) =>
  asked.filter((line) => line.startsWith('POST '));
const key = { OPENAI_API_KEY: 'k' };
const through = (host: string) => ({ ...key, HTTP_PROXY: `http://${host}`, HTTPS_PROXY: host });

test(
  'a server behind a proxy is asked in absolute form, with the credentials of its URL',
  options,
  async () => {
    await using server = await startModelServer(done);
    await using proxy = await startProxy(portOf(server.url));
    const env = { ...key, http_proxy: `http://me:pass@${proxy.host}` };
    const said = await ask(['--file', text, '--base-url', 'http://models.example/v1', '?'], {
      env,
    });
    assert.equal(said.status, 0, said.stderr);
    assert.ok(proxy.asked.every((asked) => asked.includes(' http://models.example/')));
    assert.deepEqual(completionsOf(proxy.asked), [
      'POST http://models.example/v1/chat/completions',
    ]);
    const credentials = `Basic ${Buffer.from('me:pass').toString('base64')}`;
    assert.ok(proxy.credentials.every((given) => given === credentials));
    assert.match(
      said.stdout,
      new RegExp(
        `^Asking models\\.example \\(--base-url\\), through the proxy ${proxy.host} \\(http_proxy\\)\\.\n`,
      ),
    );
    assert.doesNotMatch(said.stdout + said.stderr, /pass/);
  },
);

test(
  'a server on this machine, and one that NO_PROXY names, are asked without it',
  options,
  async () => {
    await using server = await startModelServer(done);
    await using proxy = await startProxy(portOf(server.url));
    const said = await ask(['--file', text, '--base-url', server.url, '?'], {
      env: through(proxy.host),
    });
    assert.equal(said.status, 0, said.stderr);
    const excepted = await ask(['--file', text, '--base-url', 'http://models.invalid/v1', '?'], {
      env: { ...through(proxy.host), NO_PROXY: '.invalid' },
    });
    assert.equal(excepted.status, 1);
    assert.match(excepted.stdout, /models\.invalid can't be reached: [^()]*\./);
    assert.deepEqual(proxy.asked, []);
  },
);

test('HTTPS goes through a tunnel', {
  ...options,
  skip: findProgram(['openssl']) === null,
}, async () => {
  const [keyFile, certFile] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', keyFile],
      ...[
        '-out',
        certFile,
        '-subj',
        '/CN=models.example',
        '-addext',
        'subjectAltName=DNS:models.example',
      ],
    ],
    { stdio: 'ignore' },
  );
  const body = JSON.stringify({
    choices: [
      { index: 0, message: { role: 'assistant', content: 'FINAL(safe)' }, finish_reason: 'stop' },
    ],
  });
  const safe = { key: readFileSync(keyFile), cert: readFileSync(certFile) };
  const server = createServer(safe, (request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await using proxy = await startProxy({ port: (server.address() as AddressInfo).port });
    const env = { ...through(proxy.host), NODE_EXTRA_CA_CERTS: certFile };
    const said = await ask(
      ['--json', '--file', text, '--base-url', 'https://models.example/v1', '?'],
      { env },
    );
    assert.equal(JSON.parse(said.stdout).answer, 'safe');
    assert.deepEqual([...new Set(proxy.asked)], ['CONNECT models.example:443']);
    assert.match(
      said.stderr,
      /^Asking models\.example \(--base-url\), through the proxy .* \(HTTPS_PROXY\)\./,
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('a proxy that refuses or is not there is named in the sentence', options, async () => {
  await using refusing = await startProxy({ port: 1 }, 407);
  for (const address of ['http://models.example/v1', 'https://models.example/v1']) {
    const refused = await ask(['--json', '--file', text, '--base-url', address, '?'], {
      env: through(refusing.host),
    });
    assert.equal(refused.status, 1);
    assert.equal(
      JSON.parse(refused.stdout).error.message,
      `models.example can't be reached: the proxy ${refusing.host} answered 407. Check the base URL and that the server runs.`,
    );
    const dead = await ask(['--json', '--file', text, '--base-url', address, '?'], {
      env: through('127.0.0.1:1'),
    });
    assert.match(
      JSON.parse(dead.stdout).error.message,
      /the connection was refused \(through the proxy 127\.0\.0\.1:1\)/,
    );
  }
});

test('a variable that names no proxy is a sentence', options, async () => {
  const env = { ...key, HTTP_PROXY: 'socks5://127.0.0.1:1' };
  const said = await ask(['--file', text, '--base-url', 'http://models.example/v1', '?'], { env });
  assert.equal(said.status, 2);
  assert.match(said.stderr, /^rlm: HTTP_PROXY names no proxy that can be used: .*\n$/);
});

test(
  'the server is named with where its address came from, before anything is sent',
  options,
  async () => {
    await using server = await startModelServer(done);
    const { host } = new URL(server.url);
    const home = path.join(folder, 'home');
    mkdirSync(home);
    writeFileSync(
      path.join(home, '.env'),
      `OPENAI_API_KEY=f\nOPENAI_BASE_URL=${server.url}\nRLM_ROOT_MODEL=m\n`,
    );
    const cases: readonly (readonly [
      from: string,
      args: readonly string[],
      env: NodeJS.ProcessEnv,
      cwd: string,
    ])[] = [
      ['--base-url', ['--base-url', server.url], {}, folder],
      ['OPENAI_BASE_URL', [], { OPENAI_BASE_URL: server.url }, folder],
      ['OPENAI_BASE_URL in .env', [], {}, home],
    ];
    for (const [from, args, env, cwd] of cases) {
      const said = await ask(['--file', text, ...args, '?'], { env, cwd });
      assert.equal(said.status, 0, said.stderr);
      assert.ok(said.stdout.startsWith(`Asking ${host} (${from}).\n`), said.stdout);
      const json = await ask(['--json', '--file', text, ...args, '?'], { env, cwd });
      assert.ok(json.stderr.startsWith(`Asking ${host} (${from}).\n`), json.stderr);
      assert.equal(JSON.parse(json.stdout).answer, 'done');
    }
    await using refusing = await startProxy({ port: 1 }, 403);
    const own = await ask(['--file', text, '?'], { env: through(refusing.host) });
    assert.match(
      own.stdout,
      /^Asking api\.openai\.com \(OpenAI's own address\), through the proxy /,
    );
  },
);

test('models of a .env file without a key choose nothing', options, async () => {
  await using server = await startModelServer(done);
  const home = path.join(folder, 'models');
  mkdirSync(home);
  writeFileSync(path.join(home, '.env'), 'RLM_ROOT_MODEL=dear\nRLM_SUB_MODEL=dearer\n');
  const args = ['--file', text, '--base-url', server.url, '?'];
  await ask(args, { cwd: home, env: key });
  assert.equal(server.requests[0]?.model, 'gpt-4o');
});

test('a pipe called .env is not waited for', options, async () => {
  const home = path.join(folder, 'pipe');
  mkdirSync(home);
  execFileSync('mkfifo', [path.join(home, '.env')]);
  const said = await ask(['--provider', 'demo', '--file', text, 'How many lines?'], { cwd: home });
  assert.equal(said.status, 0);
  assert.match(said.stdout, /^"\.env" is not read: it is no plain file\.\n/);
});

test(
  'a query in the base URL goes along with each request, and is shown nowhere',
  options,
  async () => {
    const queries: string[] = [];
    await using server = await startModelServer({
      'gpt-4o': ["```repl\nprint(await llm_query('read'))\n```", 'FINAL(done)'],
      'gpt-4o-mini': 'read',
    });
    await using proxy = await startProxy(portOf(server.url));
    const events = path.join(folder, 'events.jsonl');
    const address = 'http://models.example/v1?code=QUERYSECRET&v=2';
    const args = ['--file', text, '--base-url', address, '--events', events, '?'];
    const said = await ask(args, { env: through(proxy.host) });
    assert.equal(said.status, 0, said.stderr);
    for (const asked of proxy.asked) queries.push(new URL(asked.split(' ')[1] ?? '').search);
    assert.equal(completionsOf(proxy.asked).length, 3);
    assert.deepEqual([...new Set(queries)], ['?code=QUERYSECRET&v=2']);
    assert.doesNotMatch(said.stdout + said.stderr + readFileSync(events, 'utf8'), /QUERYSECRET/);
  },
);

test('a user name or a password in the base URL is refused, and not shown', options, async () => {
  await using server = await startModelServer(done);
  for (const credentials of ['me:WORD', 'WORD', ':WORD']) {
    const address = server.url.replace('//', `//${credentials}@`);
    const said = await ask(['--file', text, '--base-url', address, '?'], { env: key });
    assert.equal(said.status, 2);
    assert.match(said.stderr, /^rlm: The base URL holds a user name or a password\./);
    assert.doesNotMatch(said.stdout + said.stderr, /WORD/);
  }
  assert.deepEqual(server.requests, []);
});

test(
  'an estimate names the server that it asks for windows, and asks through the proxy',
  options,
  async () => {
    await using server = await startModelServer(done);
    await using proxy = await startProxy(portOf(server.url));
    const args = ['--estimate', '--file', text, '--base-url', 'http://models.example/v1'];
    const env = through(proxy.host);
    const line = new RegExp(
      `^Asking models\\.example \\(--base-url\\), through the proxy ${proxy.host} \\(HTTP_PROXY\\)\\.\n`,
    );
    const said = await ask(args, { env });
    assert.equal(said.status, 0, said.stderr);
    assert.match(said.stdout, line);
    assert.ok(proxy.asked.length > 0);
    assert.ok(proxy.asked.every((asked) => asked.includes(' http://models.example/')));
    const json = await ask([...args, '--json'], { env });
    assert.match(json.stderr, line);
    assert.equal(JSON.parse(json.stdout).subModel, 'gpt-4o-mini');
    assert.deepEqual(completionsOf(proxy.asked), []);
  },
);

test('an estimate names no server where it asks none', options, async () => {
  await using proxy = await startProxy({ port: 1 }, 403);
  for (const provider of ['openai', 'demo']) {
    const args = ['--estimate', '--file', text, '--provider', provider];
    const said = await ask(args, { env: through(proxy.host) });
    assert.equal(said.status, 0, said.stderr);
    assert.doesNotMatch(said.stdout + said.stderr, /Asking/);
  }
  assert.deepEqual(proxy.asked, []);
});
