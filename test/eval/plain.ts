import { Cancelled, ExpectedError, PromptTooLong } from '../../src/core/errors.ts';
import { number } from '../../src/core/prompts.ts';
import type { Asking } from './methods.ts';
import { cancelled, failed, type Outcome, ofReply, skipped } from './outcome.ts';
import { type Problem, wholeText } from './task.ts';

/** A reply with less room than this could not hold an answer. */
const fewestOutputTokens = 1_024;
/** What messages and their marks add to the tokens of a prompt. */
const messageTokens = 64;

/** The whole text in one prompt to the root model, where it fits its window. */
export async function askPlainly(asking: Asking): Promise<Outcome> {
  const { problem, model, options, signal, promptTokens } = asking;
  const facts = model.facts(options.rootModel);
  const window = asking.window ?? facts.window;
  const room = (window ?? Number.POSITIVE_INFINITY) - promptTokens - messageTokens;
  const wanted = Math.min(
    options.maxOutputTokens,
    facts.maxOutput ?? Number.POSITIVE_INFINITY,
    room,
  );
  const maxOutputTokens = Math.floor(wanted);
  if (maxOutputTokens < Math.min(fewestOutputTokens, options.maxOutputTokens)) {
    return skipped(`the text is longer than the window of ${number(window ?? 0)} tokens`);
  }
  if (facts.price !== null && options.maxCostUsd !== null) {
    const { input, output } = facts.price;
    const most = (promptTokens * input + maxOutputTokens * output) / 1e6;
    if (most > options.maxCostUsd) {
      return skipped(`it could cost $${most.toFixed(2)}, more than it may`);
    }
  }
  const started = performance.now();
  try {
    const { text, usage, costUsd, finish } = await model.complete({
      model: options.rootModel,
      messages: [{ role: 'user', content: plainPrompt(problem) }],
      maxOutputTokens,
      signal,
    });
    return ofReply({
      answer: text,
      reason: finish === 'length' ? 'the reply was cut at its longest' : null,
      usage,
      costUsd,
      durationMs: performance.now() - started,
    });
  } catch (error) {
    const durationMs = performance.now() - started;
    if (error instanceof Cancelled) return cancelled(durationMs);
    if (!(error instanceof ExpectedError)) throw error;
    // The server knows its window better than the price table.
    if (error instanceof PromptTooLong) return skipped(error.message);
    return failed(error, durationMs);
  }
}

/** The question stands before and after the text: models answer long prompts better so. */
export function plainPrompt(problem: Problem): string {
  const { question, truth } = problem;
  const whole = wholeText(problem);
  // As in the engine's own plain question: lines that are to be cited need their numbers.
  const text = truth.kind === 'lines' ? numbered(whole) : whole;
  return `Answer a question about a text.\n\nQuestion: ${question}\n\nText:\n"""\n${text}"""\n\nQuestion: ${question}`;
}

function numbered(text: string): string {
  return text
    .split('\n')
    .map((line, index) => `L${index + 1}: ${line}`)
    .join('\n');
}
