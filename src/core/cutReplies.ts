import type { ModelReply } from './model.ts';
import { callsOfCell } from './observation.ts';
import { number } from './prompts.ts';

/** How a reply ended before it was whole. */
export type ReplyCut =
  /** Tokens of the limit that it came to; 0 where the server doesn't say. */
  { readonly by: 'limit'; readonly tokens: number } | { readonly by: 'filter' };

/** A sub-model's reply that a cell was given in part. */
export interface CutReply {
  /** Its number in the cell, from 1, in the order made. */
  readonly call: number;
  readonly cut: ReplyCut;
}

/** Null for a whole reply. */
export function cutOf({
  finish,
  usage,
}: {
  readonly finish?: ModelReply['finish'];
  readonly usage: Pick<ModelReply['usage'], 'outputTokens'> | null;
}): ReplyCut | null {
  if (finish === 'filtered') return { by: 'filter' };
  return finish === 'length' ? { by: 'limit', tokens: usage?.outputTokens ?? 0 } : null;
}

/** For the person who asked. */
export function cutAnswer(cut: ReplyCut): string {
  return `The answer was cut ${wayOf(cut, 'the')}${cut.by === 'limit' ? ' of a reply' : ''}.`;
}

/** For the person who asked, of a root model's reply. */
export function cutRootReply(model: string, cut: ReplyCut): string {
  return `The reply of ${model} was cut ${wayOf(cut, 'its')}.`;
}

/** For the model, of its own reply. */
export function cutReplyNote(cut: ReplyCut): string {
  const advice = cut.by === 'limit' ? 'write less at a time' : 'say it in other words';
  return `Your reply was cut ${wayOf(cut, 'its')}: ${advice}.`;
}

/** `3 replies of sub-models were cut at their limit of 1,024 tokens.`, for each way of being cut. */
export function cutRepliesTexts(calls: readonly CutReply[]): string[] {
  return byWay(calls).map((made) => `${textOf(made)}.`);
}

/** The same for the model: which calls, and what to do. */
export function cutRepliesNotes(calls: readonly CutReply[]): string[] {
  return byWay(calls).map((made) => {
    const isFiltered = made[0]?.cut.by === 'filter';
    const advice = isFiltered
      ? 'What you were given is not whole.'
      : 'Ask for shorter replies, or about less text at a time.';
    return `${textOf(made)}: ${callsOfCell(made)}. ${advice}`;
  });
}

function byWay(calls: readonly CutReply[]): (readonly CutReply[])[] {
  const ways = ['limit', 'filter'] as const;
  return ways
    .map((way) => calls.filter(({ cut }) => cut.by === way))
    .filter((made) => made.length > 0);
}

function textOf(made: readonly CutReply[]): string {
  const tokens = Math.max(...made.map(({ cut }) => (cut.by === 'limit' ? cut.tokens : 0)));
  const cut: ReplyCut = made[0]?.cut.by === 'filter' ? { by: 'filter' } : { by: 'limit', tokens };
  return made.length === 1
    ? `A reply of a sub-model was cut ${wayOf(cut, 'its')}`
    : `${number(made.length)} replies of sub-models were cut ${wayOf(cut, 'their')}`;
}

function wayOf(cut: ReplyCut, whose: 'the' | 'its' | 'their'): string {
  if (cut.by === 'filter') return "by the server's content filter";
  return `at ${whose} limit of ${cut.tokens > 0 ? `${number(cut.tokens)} ` : ''}tokens`;
}
