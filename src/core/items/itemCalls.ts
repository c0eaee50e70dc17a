import type { CallRequest } from '../environment.ts';
import { asError, Cancelled, EmptyReply } from '../errors.ts';
import type { ModelFacts } from '../model.ts';
import { number } from '../prompts.ts';
import { oneLine } from '../quoted.ts';
import { readItemAnswers } from './itemAnswers.ts';
import { type ItemPrompt, itemPrompts } from './itemPrompts.ts';
import { type ItemTask, readItemTask } from './itemTask.ts';

/** What answers calls about items. */
export interface ItemCallParts {
  /** One call of a sub-model; rejects as calls do. */
  readonly ask: (prompt: string) => Promise<string>;
  readonly facts: ModelFacts;
  readonly maxOutputTokens: number;
  /** Told what stays open, in a sentence for the model. */
  readonly note: (sentence: string) => void;
}

const placesNamed = 10;

/**
 * Answers `classify` and `llm_map`: equal items are asked about once, in as few prompts as fit; what is
 * missing or not as asked for is asked again, once. Resolves to the results in the items' order, as a
 * JSON list; null stands for what stays open. Rejects where nothing was answered at all.
 */
export async function answerItems(request: CallRequest, parts: ItemCallParts): Promise<string> {
  const task = readItemTask(request);
  const different = [...new Set(task.items)];
  const found = new Map<number, unknown>();
  const failures: Error[] = [];
  const all = different.map((_, place) => place);
  const first = await askFor(task, different, all, null, parts, { found, failures });
  const open = first.open.filter((place) => !found.has(place));
  if (open.length > 0) await askFor(task, different, open, first.wrong, parts, { found, failures });
  const [failure] = failures;
  if (found.size === 0 && failure !== undefined) throw failure;
  const places = new Map(different.map((item, place) => [item, place]));
  const results = task.items.map((item) => found.get(places.get(item) ?? -1) ?? null);
  const missing = task.items.flatMap((item, at) => (found.has(places.get(item) ?? -1) ? [] : [at]));
  if (missing.length > 0) parts.note(openItems(task, missing, failures));
  return JSON.stringify(results);
}

/** Asks once about each; resolves to those whose answers came but were of no use, and why. */
async function askFor(
  task: ItemTask,
  different: readonly string[],
  places: readonly number[],
  again: string | null,
  parts: ItemCallParts,
  so: { readonly found: Map<number, unknown>; readonly failures: Error[] },
): Promise<{ readonly open: readonly number[]; readonly wrong: string }> {
  const prompts = itemPrompts(task, different, places, parts, again);
  let wrong: string | null = null;
  const open: number[] = [];
  const ask = async (prompt: ItemPrompt): Promise<void> => {
    let reply: string;
    try {
      reply = await parts.ask(prompt.text);
    } catch (thrown) {
      const error = asError(thrown);
      if (error instanceof Cancelled) throw error;
      if (error instanceof EmptyReply) {
        wrong ??= 'it was empty.';
        open.push(...prompt.places);
      } else so.failures.push(error);
      return;
    }
    const read = readItemAnswers(reply, task, prompt.places.length);
    wrong ??= read.wrong;
    prompt.places.forEach((place, at) => {
      if (read.values.has(at + 1)) so.found.set(place, read.values.get(at + 1));
      else open.push(place);
    });
  };
  // All of them, also when the cell is given up: none goes on behind it.
  for (const ended of await Promise.allSettled(prompts.map(ask)))
    if (ended.status === 'rejected') throw ended.reason;
  open.sort((one, other) => one - other);
  return { open, wrong: wrong ?? 'some numbers were missing.' };
}

function openItems(
  { name, items }: ItemTask,
  missing: readonly number[],
  failures: readonly Error[],
): string {
  const what = name === 'classify' ? 'label' : 'answer';
  const places = missing.slice(0, placesNamed).join(', ');
  const more = missing.length - placesNamed;
  const named = `${places}${more > 0 ? ` and ${number(more)} more` : ''}`;
  const [failure] = failures;
  const calls = failures.length === 1 ? 'A call' : `${number(failures.length)} calls`;
  const why =
    failure === undefined
      ? `No ${what} that fits came for ${missing.length === 1 ? 'it' : 'them'}, asked twice.`
      : `${calls} failed: ${oneLine(failure.message).slice(0, 300)}`;
  return `${name}: ${number(missing.length)} of ${number(items.length)} items have no ${what} and are left open, counted from 0: ${named}. ${why}`;
}
