import type { Variable } from './environment.ts';
import type { Language } from './options.ts';
import { number } from './prompts.ts';
import { oneLine, quotedName, variableName } from './quoted.ts';

// What the model is told of an answer in its prose that doesn't count, and why one was taken all the same.

export const afterFailureNote = 'FINAL was not accepted, because a cell failed.';

export const earlyNote =
  'Your answer was written before you saw this output, so it does not count yet. If it holds, give the same answer again; otherwise correct it.';

export const quotationNote =
  'The line of your answer stands in the text or in an output, so it is taken for a quotation. If it is your answer, give the same answer again.';

export const noAnswerNote =
  'FINAL held no answer: nothing, or a placeholder. Submit the answer itself, when you have it.';

export const cutAnswerNote =
  'Your answer was cut with the reply. Put it into a variable, in pieces over several cells if it is long, and submit that with FINAL_VAR(name).';

/** Of FINAL(f"..."), whose fields stand for nothing. */
export const formatStringNotes: Readonly<Record<Language, string>> = {
  python:
    'FINAL(f"...") was not accepted: it names what is no variable of yours. If it is meant as it stands, give it again.',
  javascript:
    'FINAL(f"...") is Python, and the REPL is JavaScript: write "..." + name + "..." or a template.',
};

export function spokenWordNote(word: string): string {
  return `FINAL(${word}) was not accepted: there is no variable "${word}", and text follows it. Where you only speak of it, write FINAL without parentheses; to submit the word itself, give FINAL(${word}) again.`;
}

export function nothingNote(word: string): string {
  return `FINAL(${word}) holds no value. If the word itself is the answer, give it again.`;
}

/** `why`: a part of a sentence, or an error. */
export function failedValueNote(expression: string, why: string): string {
  const shown = headOf(expression);
  const told = why.replace(/\s+/g, ' ').slice(0, 500).replace(/\.$/, '');
  return `FINAL(${shown}) was not accepted: ${told}.`;
}

export function unknownVariableNote(name: string, known: readonly Variable[]): string {
  return `FINAL_VAR: there is no variable ${quotedName(headOf(name))}. ${listOf(known)}`;
}

export function unknownNamesNote(names: readonly string[], known: readonly Variable[]): string {
  const list = names.map((name) => `{{${oneLine(name)}}}`).join(', ');
  return `The answer was not accepted: there is no variable for ${list}. ${listOf(known)} If it is meant as it stands, give it again.`;
}

/** `left`: names that would stay as they are written. */
export function tooManyNamesNote(left: number, most: number): string {
  return `The answer was not accepted: of the names in a final block the first ${number(most)} are filled in, and ${number(left)} of yours would be left as {{name}}. Put the whole text into a variable and submit that with FINAL_VAR(name). If it is meant as it stands, give it again.`;
}

/** For the person who asked. */
export function takenUnconfirmed(times: number): string {
  return `The answer was given beside code whose output the model had not seen. It had been asked ${times} times to look first, so the answer is taken as it stands.`;
}

/** The run goes on from an answer that it had come to. */
export const takenBackNote = 'This answer was not taken: the run goes on from here.';

/** `remark`: the user's own words. */
export function remarkNote(remark: string): string {
  return `The user adds, for all that follows: ${remark}`;
}

const mostListed = 50;

function listOf(known: readonly Variable[]): string {
  if (known.length === 0) return 'No variables have been made.';
  const names = known.slice(-mostListed).map(({ name }) => variableName(name));
  const more = known.length - names.length;
  return `There are: ${names.join(', ')}${more > 0 ? ` and ${number(more)} older ones` : ''}.`;
}

function headOf(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 60)}...` : line;
}
