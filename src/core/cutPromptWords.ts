import type { CutCall, CutPrompt } from './cutPrompts.ts';
import { callsOfCell } from './observation.ts';
import { number } from './prompts.ts';

const cure = 'If it is Ollama, set OLLAMA_CONTEXT_LENGTH to a larger number where it runs.';

/** What the user is told of prompts to sub-models in one cell. At least one is given. */
export function cutPromptsText(cut: readonly CutPrompt[]): string {
  const [first] = byLoss(cut);
  if (first === undefined) return '';
  const what =
    cut.length === 1
      ? `A prompt to ${first.model} was probably cut by its server`
      : `${number(cut.length)} prompts to sub-models were probably cut by the server`;
  const known = windowsOf(cut);
  const then = known === '' ? '' : ` ${known}, and longer prompts are not sent.`;
  return `${what}: ${figures(first)}. What was cut off does not count as read.${then} ${cure}`;
}

/** The same for the model: which calls, and what to do. */
export function cutPromptsNote(cut: readonly CutCall[]): string {
  const [first] = byLoss(cut);
  if (first === undefined) return '';
  const which = `${cut.length === 1 ? 'A prompt was' : `${number(cut.length)} prompts were`} probably cut by the server`;
  const known = windowsOf(cut);
  const takesNow = known === '' ? '' : ` ${known}, prompt and reply together.`;
  return `${which} (${callsOfCell(cut)}): ${figures(first)}, so the replies are about a part of the text only.${takesNow} Ask again about much less text at a time.`;
}

/** What the user is told of the root model's own prompt. */
export function cutConversationText(cut: CutPrompt): string {
  const then =
    cut.window === null
      ? 'Its reply may be about a part of the conversation only.'
      : `${takes(cut.model, cut.window)}: the conversation is made to fit.`;
  return `The prompt to ${cut.model} was probably cut by its server: ${figures(cut)}. ${then} ${cure}`;
}

/** Why a run can't go on. */
export function headTooLong(tokens: number, window: number): string {
  return `question and instructions alone have about ${number(tokens)} tokens, and its server takes ${number(window)} (with Ollama, OLLAMA_CONTEXT_LENGTH sets how many)`;
}

function figures({ model, reported, expected }: CutPrompt): string {
  return `${model} says that it read ${number(reported)} of about ${number(expected)} tokens`;
}

function takes(model: string, window: number): string {
  return `${model} takes ${number(window)} tokens`;
}

/** Of each model whose window has shown itself, which may be by another prompt than the one told of. */
function windowsOf(cut: readonly CutPrompt[]): string {
  const known = new Map<string, number>();
  for (const { model, window } of cut) if (window !== null) known.set(model, window);
  return [...known].map(([model, window]) => takes(model, window)).join(', ');
}

/** The one of which most is missing stands for all. */
function byLoss<Cut extends CutPrompt>(cut: readonly Cut[]): readonly Cut[] {
  return [...cut].sort(
    (one, other) => other.expected - other.reported - (one.expected - one.reported),
  );
}
