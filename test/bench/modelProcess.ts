// The process of the model server: apart from what is measured, with clocks of its own.
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { startModelServer } from '../support/modelServer.ts';
import { script } from './scripts.ts';
import type { Exchange } from './servedModel.ts';

/** ms since 1970, with fractions. */
const now = (): number => performance.timeOrigin + performance.now();

const arrivals = new WeakMap<object, { readonly startedAt: number; model: string }>();
let exchanges: Exchange[] = [];

subscribe('http.server.request.start', (message) => {
  const { request } = message as { readonly request: IncomingMessage };
  arrivals.set(request.headers, { startedAt: now(), model: '' });
});
subscribe('http.server.response.finish', (message) => {
  const { request } = message as { readonly request: IncomingMessage };
  const arrival = arrivals.get(request.headers);
  if (arrival !== undefined) exchanges.push({ ...arrival, finishedAt: now() });
});

const server = await startModelServer(script, {
  onRequest: ({ headers, model }) => {
    const arrival = arrivals.get(headers);
    if (arrival !== undefined) arrival.model = model;
  },
});
process.on('message', () => {
  process.send?.({ exchanges });
  exchanges = [];
});
process.on('disconnect', () => void server.close());
process.send?.({ url: server.url });
