import { asError, PromptTooLong } from './errors.ts';
import { number } from './prompts.ts';
import { mostTokens, type RunScope } from './scope.ts';

/** Text of more tokens than one for two bytes is hardly ever seen: what fits by it is not counted. */
const bytesPerToken = 2;
/** What a text has where nothing can count it: more than this is usual in no language. */
const charsPerToken = 4.5;

/** Throws PromptTooLong for a prompt that doesn't fit the model's window, before it is sent. */
export async function checkLength(scope: RunScope, model: string, prompt: string): Promise<void> {
  const models = scope.request.model;
  const { window } = models.facts(model);
  // As the model has counted text like it, where it has counted any.
  const scale = scope.cutPrompts.scaleFor(model, prompt);
  if (window === null || (scale * mostTokens(prompt)) / bytesPerToken <= window) return;
  const counted = await models.countTokens?.(prompt, window).catch((error: unknown) => {
    scope.parts.reportBug(asError(error));
    return null;
  });
  const tokens = Math.ceil(scale * (counted ?? prompt.length / charsPerToken));
  if (tokens <= window) return;
  throw new PromptTooLong(
    model,
    `it has ${number(prompt.length)} characters, about ${number(tokens)} tokens, and ${number(window)} fit`,
  );
}
