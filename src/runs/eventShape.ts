import type { RunEventBody, StoredEvent } from '../core/events.ts';

type Shape = 'string' | 'number' | 'object' | 'array';
type Shapes = Readonly<Record<string, Shape | `${Shape}?`>>;

const whole: Shapes = { seq: 'number', at: 'number', run: 'string', type: 'string' };

const usage = <Null extends '' | '?'>(orNull: Null) => ({
  usage: `object${orNull}` as const,
  'usage.inputTokens': `number${orNull}` as const,
  'usage.cachedInputTokens': `number${orNull}` as const,
  'usage.outputTokens': `number${orNull}` as const,
});

// `?`: may be null. A field that a later version adds must not be listed: older records lack it.
const shapes: Readonly<Record<string, Shapes>> = {
  'run.started': {
    runId: 'string',
    question: 'string',
    'context.label': 'string',
    'context.chars': 'number',
    options: 'object',
    'models.root': 'string',
    'models.sub': 'string',
    'models.provider': 'string',
  },
  'iteration.started': { iteration: 'number' },
  'model.delta': { iteration: 'number', text: 'string' },
  'model.replied': {
    iteration: 'number',
    purpose: 'string',
    text: 'string',
    ...usage(''),
    costUsd: 'number?',
    durationMs: 'number',
  },
  'model.failed': {
    iteration: 'number',
    purpose: 'string',
    ...usage(''),
    costUsd: 'number?',
    durationMs: 'number',
  },
  'cell.started': { iteration: 'number', cell: 'number', code: 'string' },
  'cell.finished': {
    iteration: 'number',
    cell: 'number',
    status: 'string',
    output: 'string',
    outputChars: 'number',
    error: 'object?',
    durationMs: 'number',
  },
  'call.started': {
    call: 'number',
    kind: 'string',
    model: 'string',
    promptChars: 'number',
    prompt: 'string',
  },
  'call.finished': {
    call: 'number',
    status: 'string',
    response: 'string',
    ...usage('?'),
    costUsd: 'number?',
    durationMs: 'number',
    error: 'object?',
  },
  'limit.reached': { limit: 'string', value: 'number' },
  'budget.raised': { maxCostUsd: 'number' },
  notice: { text: 'string' },
  coverage: { ranges: 'array' },
  answer: { text: 'string', citations: 'array' },
  'run.finished': {
    status: 'string',
    reason: 'string?',
    ...usage(''),
    costUsd: 'number?',
    durationMs: 'number',
  },
} satisfies Record<RunEventBody['type'], Shapes>;

/**
 * The door for events from outside: a stored event, or null when the line is damaged. Types that
 * this version doesn't know pass as they are.
 */
export function parseEvent(line: string): StoredEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (!isRecord(value) || !fits(value, whole)) return null;
  const type = String(value.type);
  const shape = Object.hasOwn(shapes, type) ? shapes[type] : undefined;
  if (shape !== undefined && !fits(value, shape)) return null;
  return value as unknown as StoredEvent;
}

/** An object that is no array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fits(value: Readonly<Record<string, unknown>>, shape: Shapes): boolean {
  return Object.entries(shape).every(([field, expected]) => {
    const found = lookUp(value, field);
    if (found === null) return expected.endsWith('?');
    return (Array.isArray(found) ? 'array' : typeof found) === expected.replace('?', '');
  });
}

/** Below null everything is null. */
function lookUp(value: unknown, field: string): unknown {
  let found = value;
  for (const name of field.split('.')) {
    if (found === null) return null;
    found = isRecord(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return found;
}
