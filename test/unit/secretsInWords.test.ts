// A server that repeats what it was sent: nothing of it that is secret stands anywhere in the end.
import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { createEngine } from '../../src/engine.ts';
import { RunStore } from '../../src/runs/runStore.ts';
import { javascriptOptions } from '../support/javascriptRun.ts';
import { textContext } from './core/support.ts';
import { apis, createTestClient } from './models/asking.ts';
import { wasmPath, workerBundle } from './sandbox/support.ts';

const key = 'my-own-key-1234567';
const headers = {
  'X-Team': 'TEAM-"99"-token',
  Authorization: 'Bearer ENTRA-TOKEN-7',
  'api-key': 'AZURE-KEY-77',
};
const query = 'code=QS+ECRET/1==&sig=SIG%2FNATURE%3D';
/** Any of them in part, however it is spelled. */
const secret = /TEAM-|ENTRA-|AZURE-|my-own|QS.{0,3}ECRET|SIG.{0,3}NATURE/;

type Echo = (request: IncomingMessage, response: ServerResponse) => void;

let times = 0;

/** Repeats what was sent, in another spelling each time: words are cut, so that each has to come first. */
function said({ url = '', headers: sent }: IncomingMessage): string {
  times += 1;
  const decoded = decodeURIComponent(url);
  const { 'x-team': team, authorization, 'api-key': apiKey } = sent;
  const secrets = [`?${query}`, url, decoded, decoded.replaceAll('+', ' '), team, authorization];
  const said = [...secrets, apiKey, JSON.stringify([team]), JSON.stringify(sent)];
  return `I got ${said[times % said.length]}`;
}

const json = { 'content-type': 'application/json' };
const stream = { 'content-type': 'text/event-stream' };
const faults: Readonly<Record<string, Echo>> = {
  ...Object.fromEntries(
    [400, 401, 402, 403, 404, 409, 413, 422, 500, 503].map((status): [string, Echo] => [
      `status ${status}`,
      (request, response) =>
        response.writeHead(status, json).end(JSON.stringify({ error: { message: said(request) } })),
    ]),
  ),
  'a wait that is too long': (request, response) =>
    response.writeHead(429, { ...json, 'retry-after': '4000' }).end(said(request)),
  'a page': (request, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(`<html><title>${said(request)}</title></html>`),
  'an error with 200': (request, response) =>
    response.writeHead(200, json).end(JSON.stringify({ error: said(request) })),
  'an error in a stream': (request, response) =>
    response
      .writeHead(200, stream)
      .end(`event: error\ndata: ${JSON.stringify({ error: { message: said(request) } })}\n\n`),
  'a redirect': (request, response) =>
    response.writeHead(307, { location: `http://other.example${request.url ?? ''}` }).end(),
  'a model that is not there': (request, response) =>
    response.writeHead(404, json).end(
      JSON.stringify({
        error: { code: 'model_not_found', message: `no model for ${said(request)}` },
      }),
    ),
  'a broken connection': (_request, response) => void response.destroy(),
};

test('no key, header or query stands in a run that a repeating server made fail', {
  timeout: 240_000,
}, async (t) => {
  let echo: Echo = () => undefined;
  const server = createServer((request, response) => echo(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const folder = await mkdtemp(path.join(tmpdir(), 'rlm-secrets-'));
  const distFolder = path.dirname(await workerBundle());
  await copyFile(wasmPath, path.join(distFolder, 'quickjs.wasm'));
  const logged: string[] = [];
  const engine = await createEngine({
    distFolder,
    // As the log of the editor has them: with their stack and what caused them.
    reportBug: (error) => logged.push(inspect(error, { depth: null, showHidden: true })),
  });
  t.after(async () => {
    await engine.dispose();
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });
  const store = new RunStore(folder, { onFault: (sentence) => logged.push(sentence) });
  for (const api of apis)
    for (const [name, fault] of Object.entries(faults)) {
      echo = fault;
      const runId = `${api}-${name.replaceAll(' ', '-')}`;
      const record = await store.create(runId);
      const baseUrl = `http://127.0.0.1:${port}/v1?${query}`;
      const live: unknown[] = [];
      const result = await engine.ask(
        {
          runId,
          question: 'What is it?',
          context: textContext('one\ntwo\n'),
          options: { ...javascriptOptions, sandboxMemoryMb: 128 },
          model: createTestClient({ apiKey: key, baseUrl, headers }, api),
          signal: new AbortController().signal,
        },
        (event) => live.push(event.type === 'model.delta' ? event : record.append(event)),
      );
      await record.close();
      assert.equal(result.status, 'failed', name);
      // What panel, notifications, result and log are made of.
      const told = JSON.stringify([result, live, await store.read(runId)]);
      assert.doesNotMatch(told, secret, name);
      assert.doesNotMatch(inspect(result, { depth: null }), secret, name);
    }
  for (const file of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (file.isFile())
      assert.doesNotMatch(await readFile(path.join(file.parentPath, file.name), 'utf8'), secret);
  assert.doesNotMatch(logged.join('\n'), secret);
});
