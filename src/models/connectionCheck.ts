import {
  Cancelled,
  ExpectedError,
  InvalidOption,
  KeyMissing,
  KeyRefused,
  ServerFailed,
  ServerUnreachable,
  WrongAddress,
} from '../core/errors.ts';
import type { Model } from '../core/model.ts';
import { nameAddress, ownUrl, readAddress } from './address.ts';
import { type ConnectionOptions, readConnection, warningsOf } from './connectionFacts.ts';
import { foreign } from './refusals.ts';
import { describeStatus, requestList } from './serverList.ts';
import type { TransportFault } from './transport.ts';

/** What can be wrong with a connection, in the order in which it shows. */
export const checkSteps = ['address', 'certificate', 'api', 'key', 'model'] as const;
export type CheckStep = (typeof checkSteps)[number];

export interface CheckFault {
  readonly step: CheckStep;
  readonly error: ExpectedError;
  /** What the connection itself broke on, where it did: each has a remedy of its own. */
  readonly transport: TransportFault | null;
}

export interface CheckReport {
  /** What was tested and is right. */
  readonly passed: readonly CheckStep[];
  /** The models that said a word, with the ms that it took. */
  readonly answered: readonly { readonly model: string; readonly ms: number }[];
  /** The first thing that is wrong; null: nothing is. */
  readonly fault: CheckFault | null;
  /** Sentences about what is dangerous though it works; absent where nothing is. */
  readonly warnings?: readonly string[];
}

/** ms that one model may take to say a word; a local one may have to be loaded first. */
const modelPatience = 90_000;

/**
 * Tests a server step by step with real requests: its list of models, which costs nothing, then a
 * word from each model. A key that is missing is told only after all that can be tested without.
 * Throws Cancelled, and InvalidOption for headers or an address that HTTP doesn't allow.
 */
export async function checkServer(
  options: ConnectionOptions,
  openModel: () => Promise<Model>,
  names: readonly string[],
  signal: AbortSignal,
): Promise<CheckReport> {
  const keyFault = tryConnect(options);
  if (keyFault instanceof WrongAddress) return broken([], 'address', keyFault);
  const usable = keyFault === null ? options : { ...options, apiKey: null };
  const { passed, fault } = await checkReach(usable, signal);
  if (fault !== null) return { passed, answered: [], fault };
  if (keyFault !== null) return broken(passed, 'key', keyFault);
  const models = await checkModels(await openModel(), names, signal);
  const all = new Set([...passed, ...models.passed]);
  const warnings = warningsOf(addressOf(options), options.apiKey !== null);
  return {
    ...models,
    passed: checkSteps.filter((step) => all.has(step)),
    ...(warnings.length > 0 && { warnings }),
  };
}

/** Asks each model for a word. Throws Cancelled alone, besides bugs. */
export async function checkModels(
  model: Model,
  names: readonly string[],
  signal: AbortSignal,
): Promise<CheckReport> {
  const answered: { model: string; ms: number }[] = [];
  for (const name of new Set(names)) {
    const started = performance.now();
    const error = await sayOk(model, name, signal);
    if (error === null) {
      answered.push({ model: name, ms: Math.round(performance.now() - started) });
      continue;
    }
    const step = stepOf(error);
    // Whoever refuses a key or a model is an API, and looks at the key first.
    const known: readonly CheckStep[] = step === 'model' ? ['api', 'key'] : ['api'];
    const isReached = step === 'model' || step === 'key';
    return { ...broken(isReached ? known : [], step, error), answered };
  }
  return { passed: ['api', 'key', 'model'], answered, fault: null };
}

/** Null, or what is wrong with address or key before anything is sent. Throws InvalidOption. */
function tryConnect(options: ConnectionOptions): ExpectedError | null {
  try {
    readConnection(options);
    return null;
  } catch (error) {
    if (error instanceof InvalidOption || !(error instanceof ExpectedError)) throw error;
    return error;
  }
}

/** Address, certificate, and what a list of models tells of API and key. */
async function checkReach(
  options: ConnectionOptions,
  signal: AbortSignal,
): Promise<Pick<CheckReport, 'passed' | 'fault'>> {
  const address = addressOf(options);
  const { host, protocol } = address;
  const reply = await requestList(options, signal);
  if (reply.kind === 'unreached') {
    const { fault: transport, why, advice } = reply.failure;
    // A server that speaks no HTTPS has no certificate: the address has the wrong scheme.
    const isCertificate = transport === 'certificate';
    // What helps is said beside the report, for the place where people read it.
    const error = new ServerUnreachable(host, why, advice === undefined ? undefined : '');
    const step = isCertificate ? 'certificate' : 'address';
    return broken(isCertificate ? ['address'] : [], step, error, transport);
  }
  const passed: CheckStep[] = protocol === 'https:' ? ['address', 'certificate'] : ['address'];
  if (reply.kind === 'redirected') return broken(passed, 'address', reply.error);
  const { status, isPage, isJson, models, words } = reply;
  if (isPage) {
    const { serves = 'openai' } = options;
    return broken(passed, 'api', foreign({ url: nameAddress(address), serves }));
  }
  if (status >= 500)
    return broken(passed, 'api', new ServerFailed(host, describeStatus(status, words)));
  // A server without a list, or with one behind a key, shows by its first completion what it is.
  if (isJson && (models !== null || status === 401)) passed.push('api');
  if (status === 401 && options.apiKey !== null)
    return broken(passed, 'key', new KeyRefused(host, words));
  return { passed, fault: null };
}

function addressOf({ serves = 'openai', baseUrl, apiKey }: ConnectionOptions): URL {
  return readAddress(baseUrl?.trim() || ownUrl(serves), apiKey, serves);
}

async function sayOk(
  model: Model,
  name: string,
  signal: AbortSignal,
): Promise<ExpectedError | null> {
  const late = AbortSignal.timeout(modelPatience);
  try {
    await model.complete({
      model: name,
      messages: [{ role: 'user', content: 'Say OK.' }],
      maxOutputTokens: 16,
      signal: AbortSignal.any([signal, late]),
    });
    return null;
  } catch (error) {
    if (signal.aborted || !(error instanceof ExpectedError)) throw error;
    if (!(error instanceof Cancelled)) return error;
    return new ServerFailed(name, `nothing came from it for ${modelPatience / 1000} seconds`);
  }
}

function stepOf(error: ExpectedError): CheckStep {
  if (error instanceof WrongAddress) return 'api';
  if (error instanceof ServerUnreachable) return 'address';
  return error instanceof KeyRefused || error instanceof KeyMissing ? 'key' : 'model';
}

function broken(
  passed: readonly CheckStep[],
  step: CheckStep,
  error: ExpectedError,
  transport: TransportFault | null = null,
): CheckReport {
  return { passed, answered: [], fault: { step, error, transport } };
}
