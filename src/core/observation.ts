import type { CellResult, Variable } from './environment.ts';
import { number } from './prompts.ts';
import { aroundMark, between, isOneLine, oneLine, openMark, variableName } from './quoted.ts';
import { mostTokens } from './scope.ts';
import { endsOf } from './textEnds.ts';
import { ToldVariables } from './toldVariables.ts';

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

/**
 * The user message after a reply: what each cell printed, what failed, what is left. Of the variables
 * those that were not `told` as they are.
 */
export function observation(
  turn: number,
  outcomes: readonly CellOutcome[],
  notes: readonly string[],
  remaining: Remaining,
  maxOutputChars: number,
  told = new ToldVariables(),
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
  const variables = told.news(last?.variables ?? []);
  if (variables.length > 0) parts.push(variablesLine(variables));
  parts.push(remainingLine(remaining));
  return parts.join('\n\n');
}

function describe(name: string, code: string, result: CellResult, maxChars: number): string[] {
  const parts: string[] = [];
  const output = cutOutput(result.output, maxChars, result.outputChars);
  if (output !== '') {
    parts.push(`Output of ${name}:\n${between(output)}`);
    if (output.length > dearChars) parts.push(priceOf(output));
  } else if (result.error === null) {
    parts.push(`${capital(name)} ran and printed nothing. Use print(...) to see a value.`);
  }
  if (result.error !== null) parts.push(errorText(name, code, result.error));
  return [...parts, ...result.notes.map(oneLine)];
}

/** Characters from which on a print is told its price. */
const dearChars = 4_000;
/** UTF-8 bytes of a token, on average. */
const bytesPerToken = 4;

function priceOf(output: string): string {
  const tokens = Math.round(mostTokens(output) / bytesPerToken);
  return `These ${number(output.length)} characters cost about ${number(tokens)} tokens each further turn.`;
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
  if (output.length <= maxChars) return output;
  const { head, tail } = endsOf(output, maxChars);
  return `${head}\n${leftOut(total - head.length - tail.length)}\n${tail}`;
}

/** The same of a whole message like those above: marks that stood in the middle are put back. */
export function cutMessage(message: string, maxChars: number): string {
  return shortened(message, maxChars, leftOut);
}

/** A message of an earlier turn, to be sent again without the middle of it. */
export function foldMessage(message: string, maxChars: number): string {
  return shortened(message, maxChars, folded);
}

function shortened(message: string, maxChars: number, saying: (chars: number) => string): string {
  if (message.length <= maxChars) return message;
  const ends = endsOf(message, maxChars);
  const head = message.slice(0, aroundMark(message, ends.head.length)[0]);
  const tail = message.slice(aroundMark(message, message.length - ends.tail.length)[1]);
  const open = openMark(head);
  const openBehind = openMark(message.slice(0, message.length - tail.length));
  return [
    ...(open === null ? [head] : [head, open]),
    saying(message.length - head.length - tail.length),
    ...(openBehind === null ? [tail] : [openBehind, tail]),
  ].join('\n');
}

function leftOut(chars: number): string {
  return `... ${number(chars)} characters were left out here; print less, or print that part again ...`;
}

function folded(chars: number): string {
  return `... ${number(chars)} characters of this earlier turn are folded; print that part again to see it ...`;
}

const mostCallsListed = 20;

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
