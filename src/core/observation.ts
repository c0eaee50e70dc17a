import type { CellResult, Variable } from './environment.ts';
import { number } from './prompts.ts';
import { aroundMark, between, isOneLine, oneLine, openMark, variableName } from './quoted.ts';
import type { CutReply } from './subcalls.ts';
import { endsOf, headOf, tailOf } from './textEnds.ts';

/** A cell and what came of it; `result` is null for one that was not run. */
export interface CellOutcome {
  readonly code: string;
  readonly result: CellResult | null;
}

export interface Remaining {
  readonly turns: number;
  /** Null where there are no sub-calls. */
  readonly subcalls: number | null;
  readonly costUsd: number | null;
  readonly tokens: number | null;
}

/** The user message after a reply: what each cell printed, what failed, what is left. */
export function observation(
  turn: number,
  outcomes: readonly CellOutcome[],
  notes: readonly string[],
  remaining: Remaining,
  maxOutputChars: number,
): string {
  const parts = [`Turn ${turn}`];
  outcomes.forEach(({ code, result }, index) => {
    const name = outcomes.length > 1 ? `cell ${index + 1}` : 'the cell';
    if (result === null)
      parts.push(`${capital(name)} was not run, because an earlier cell failed.`);
    else parts.push(...describe(name, code, result, maxOutputChars));
  });
  parts.push(...notes);
  const last = outcomes.findLast((outcome) => outcome.result !== null)?.result;
  if (last && last.variables.length > 0) parts.push(variablesLine(last.variables));
  parts.push(remainingLine(remaining));
  return parts.join('\n\n');
}

function describe(name: string, code: string, result: CellResult, maxChars: number): string[] {
  const parts: string[] = [];
  const output = cutOutput(result.output, maxChars, result.outputChars);
  if (output !== '') parts.push(`Output of ${name}:\n${between(output)}`);
  else if (result.error === null) {
    parts.push(`${capital(name)} ran and printed nothing. Use print(...) to see a value.`);
  }
  if (result.error !== null) parts.push(errorText(name, code, result.error));
  return [...parts, ...result.notes.map(oneLine)];
}

function errorText(name: string, code: string, error: NonNullable<CellResult['error']>): string {
  const { line } = error;
  const where = line === null ? '' : `, line ${line}`;
  const shown = line === null ? '' : (code.split('\n')[line - 1]?.trim().slice(0, 200) ?? '');
  const message = isOneLine(error.message) ? ` ${error.message}` : `\n${between(error.message)}`;
  const told = `Error in ${name}${where}: ${oneLine(error.name)}:${message}`;
  return shown === '' ? told : `${told}\n> ${oneLine(shown)}`;
}

/**
 * The head and the tail of an output, and what to do about the middle. `total` is what was printed
 * in truth, when the sandbox has cut it already.
 */
export function cutOutput(output: string, maxChars: number, total = output.length): string {
  return endsOf(output, maxChars, (kept) => leftOut(total - kept));
}

/** The same of a whole message like those above: marks that stood in the middle are put back. */
export function cutMessage(message: string, maxChars: number): string {
  if (message.length <= maxChars) return message;
  const headChars = headOf(message, Math.ceil(maxChars / 2)).length;
  const tailChars = tailOf(message, Math.floor(maxChars / 2)).length;
  const head = message.slice(0, aroundMark(message, headChars)[0]);
  const tail = message.slice(aroundMark(message, message.length - tailChars)[1]);
  const open = openMark(head);
  const openBehind = openMark(message.slice(0, message.length - tail.length));
  return [
    ...(open === null ? [head] : [head, open]),
    leftOut(message.length - head.length - tail.length),
    ...(openBehind === null ? [tail] : [openBehind, tail]),
  ].join('\n');
}

function leftOut(chars: number): string {
  return `... ${number(chars)} characters were left out here; print less, or print that part again ...`;
}

/** `3 replies of sub-models were cut at their limit of 1,024 tokens`. */
export function cutRepliesText(cut: readonly CutReply[]): string {
  const tokens = number(Math.max(...cut.map((reply) => reply.tokens)));
  return cut.length === 1
    ? `A reply of a sub-model was cut at its limit of ${tokens} tokens`
    : `${number(cut.length)} replies of sub-models were cut at their limit of ${tokens} tokens`;
}

const mostCallsListed = 20;

/** The same for the model: which calls, and what to do. */
export function cutRepliesNote(text: string, cut: readonly CutReply[]): string {
  return `${text}: ${callsOfCell(cut)}. Ask for shorter replies, or about less text at a time.`;
}

/** `calls 1, 3, 4 of the cell, counted in the order made`. */
export function callsOfCell(made: readonly { readonly call: number }[]): string {
  const calls = made.map(({ call }) => call).sort((one, other) => one - other);
  const more = calls.length - mostCallsListed;
  const list = calls.slice(0, mostCallsListed).map(number).join(', ');
  return `${calls.length === 1 ? 'call' : 'calls'} ${list}${more > 0 ? ` and ${number(more)} more` : ''} of the cell, counted in the order made`;
}

const mostVariables = 30;

function variablesLine(variables: readonly Variable[]): string {
  const shown = variables.slice(-mostVariables).map(({ name, type, size }) => {
    const about = oneLine(size === '' ? type : `${type}, ${size}`);
    return `${variableName(name)} (${about})`;
  });
  const more = variables.length - shown.length;
  return `Variables: ${shown.join(', ')}${more > 0 ? ` and ${more} older ones` : ''}`;
}

function remainingLine({ turns, subcalls, costUsd, tokens }: Remaining): string {
  const parts = [`Turns left ${number(turns)}`];
  if (subcalls !== null) parts.push(`sub-calls left ${number(subcalls)}`);
  if (costUsd !== null) parts.push(`budget left $${costUsd.toFixed(costUsd < 0.1 ? 4 : 2)}`);
  if (tokens !== null) parts.push(`tokens left ${number(tokens)}`);
  return parts.join(', ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
