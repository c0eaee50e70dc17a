import { createHash } from 'node:crypto';
import type { CellError } from '../../core/environment.ts';
import type { RunStarted } from '../../core/events.ts';
import type { Usage } from '../../core/model.ts';
import { defaultOptions, optionBounds } from '../../core/options.ts';
import { nothingUsed } from '../../core/usage.ts';
import type { BlockRead, CallRead, IterationRead, RunMetadataRead } from './officialShapes.ts';

/** What our own exports say besides, in a field that the official readers pass over. */
export type ExtraRead = Readonly<Record<string, unknown>> | null | undefined;

export interface Spent {
  readonly usage: Usage;
  /** USD; null where the log doesn't tell. */
  readonly costUsd: number | null;
}

/** The log has no tokens of the root model's own requests. */
export const unknownUse: Spent = { usage: { ...nothingUsed, estimated: true }, costUsd: null };

/** How a run begins, as far as a log can tell. `asked`: the prompt of the call that started it. */
export function startedBody(
  metadata: RunMetadataRead | null,
  iterations: readonly IterationRead[],
  asked: string | null,
): Omit<RunStarted, 'runId' | 'call'> {
  const prompts = messagesOf(iterations[0]?.prompt);
  const calls = iterations.flatMap(({ code_blocks }) => code_blocks.flatMap(callsOf));
  const root = metadata?.root_model || 'unknown';
  const sub = calls.find(({ root_model }) => root_model)?.root_model || root;
  const told = prompts.join('\n');
  const chars = Number(/(\d{1,15}) total characters/.exec(told)?.[1] ?? 0);
  return {
    type: 'run.started',
    format: 1,
    follows: null,
    question: questionIn(prompts) ?? asked ?? 'A question that the log does not tell',
    context: {
      ...{ kind: 'string', chars, items: 1, lines: 0, label: '' },
      sources: [{ path: '', chars, lines: 0, origin: null }],
    },
    options: {
      ...defaultOptions,
      ...{ rootModel: root, subModel: sub, language: 'python', maxCostUsd: null },
      maxIterations: bounded(metadata?.max_iterations, 'maxIterations'),
      maxDepth: bounded(metadata?.max_depth, 'maxDepth'),
    },
    models: { root, sub, provider: 'openai' },
  };
}

function bounded(value: number | null | undefined, name: 'maxIterations' | 'maxDepth'): number {
  const { minimum, maximum } = optionBounds[name];
  const given = Number.isInteger(value) ? Number(value) : defaultOptions[name];
  return Math.min(maximum, Math.max(minimum, given));
}

/** As the visualizer finds it, then as the official prompts have worded it over time. */
const questionPatterns = [
  /original (?:query|prompt): "([^"]+)"/,
  /^Answer the following: ([\s\S]+?)\n\nYour context is /,
];
/** Characters of a message that may be the question itself. */
const likelyQuestion = { least: 50, most: 500 };

function questionIn(messages: readonly string[]): string | null {
  for (const pattern of questionPatterns) {
    for (const message of messages) {
      const found = pattern.exec(message)?.[1]?.trim();
      if (found) return found;
    }
  }
  const { least, most } = likelyQuestion;
  const isTold = (message: string): boolean => /^(?:Turn \d|Your context is )/.test(message);
  return (
    messages.find(
      (message) => message.length > least && message.length < most && !isTold(message),
    ) ?? null
  );
}

/** The contents of the user messages of a prompt. */
function messagesOf(prompt: unknown): string[] {
  if (typeof prompt === 'string') return [prompt];
  if (!Array.isArray(prompt)) return [];
  return prompt.flatMap((message: unknown) => {
    if (typeof message !== 'object' || message === null) return [];
    const { role, content } = message as Readonly<Record<string, unknown>>;
    return role === 'user' && typeof content === 'string' ? [content] : [];
  });
}

/** A prompt as one text. */
export function textOfPrompt(prompt: unknown): string {
  if (typeof prompt === 'string') return prompt;
  return prompt === undefined || prompt === null ? '' : JSON.stringify(prompt);
}

export function callsOf({ result }: BlockRead): readonly CallRead[] {
  return result?.rlm_calls ?? [];
}

/** The answer in an iteration; null where it gives none. Some logs say how it was given, too. */
export function answerIn({ final_answer: given }: IterationRead): string | null {
  const answer: unknown = Array.isArray(given) ? given[1] : given;
  if (typeof answer === 'string') return answer === '' ? null : answer;
  return answer === undefined || answer === null ? null : JSON.stringify(answer);
}

/** Seconds that an iteration's cells took. */
export function secondsOf({ code_blocks }: IterationRead): number {
  return code_blocks.reduce((sum, { result }) => sum + (result?.execution_time ?? 0), 0);
}

/** What Python wrote of an error, whose last line names it; null where it wrote nothing. */
export function errorOf(written: string): CellError | null {
  const text = written.trim();
  if (text === '') return null;
  const last = text.slice(text.lastIndexOf('\n') + 1);
  const [, name, message] = /^([A-Za-z_][\w.]*): ?(.*)$/.exec(last) ?? [];
  return name === undefined
    ? { name: 'Error', message: text, line: null }
    : { name, message: text === last ? (message ?? '') : text, line: null };
}

/** What a call says that it has used. */
export function spentOn({ usage_summary, prompt_tokens, completion_tokens }: CallRead): Spent {
  const models = Object.values(usage_summary?.model_usage_summaries ?? {});
  const sum = (field: 'total_input_tokens' | 'total_output_tokens'): number | null =>
    models.length === 0 ? null : models.reduce((all, each) => all + tokens(each[field]), 0);
  const costs = models.map(({ total_cost }) => total_cost);
  const known = costs.length > 0 && costs.every((cost) => typeof cost === 'number' && cost >= 0);
  const usage = {
    inputTokens: sum('total_input_tokens') ?? tokens(prompt_tokens),
    cachedInputTokens: 0,
    outputTokens: sum('total_output_tokens') ?? tokens(completion_tokens),
    estimated: false,
  };
  const total = costs.reduce((all: number, cost) => all + (cost ?? 0), 0);
  return { usage, costUsd: known ? total : (usage_summary?.total_cost ?? null) };
}

function tokens(count: number | null | undefined): number {
  return Math.max(0, Math.round(count ?? 0));
}

/** What a child run's root model used: of what its call says, the part that its own calls did not use. */
export function ownUse(whole: Spent, calls: readonly CallRead[]): Spent {
  const parts = calls.map(spentOn);
  const rest = (field: 'inputTokens' | 'outputTokens'): number =>
    Math.max(0, whole.usage[field] - parts.reduce((sum, { usage }) => sum + usage[field], 0));
  const costs = parts.map(({ costUsd }) => costUsd);
  const isKnown = whole.costUsd !== null && !costs.includes(null);
  const cost = costs.reduce((sum: number, each) => sum + (each ?? 0), 0);
  return {
    usage: { ...whole.usage, inputTokens: rest('inputTokens'), outputTokens: rest('outputTokens') },
    costUsd: isKnown ? Math.max(0, (whole.costUsd ?? 0) - cost) : null,
  };
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A moment, ms since 1970, that an extra field tells. */
export function timeIn(extra: unknown, name: string): number | null {
  if (typeof extra !== 'object' || extra === null) return null;
  const at = (extra as Readonly<Record<string, unknown>>)[name];
  return typeof at === 'number' && Number.isFinite(at) && at >= 0 ? at : null;
}

/** Those of the extra fields that an event takes. */
export function pick(extra: ExtraRead, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(extra ?? {}).filter(
      ([name, value]) => names.includes(name) && value !== undefined,
    ),
  );
}

/** All of the extra fields but these. */
export function without(extra: unknown, names: readonly string[]): Record<string, unknown> {
  if (typeof extra !== 'object' || extra === null) return {};
  return Object.fromEntries(Object.entries(extra).filter(([name]) => !names.includes(name)));
}
