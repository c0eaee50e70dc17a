import type { Condition } from './conditions.ts';
import { type Field, wholeLine } from './field.ts';
import { literal } from './step.ts';
import { restOfLine } from './words.ts';

/** Code for a pattern: its parts as named constants, and the expression that joins them. */
export interface PatternCode {
  readonly constants: string;
  readonly expression: string;
}

/** A line of code: text of the context as part of a pattern. */
export const escapeCode =
  "const escape = (text) => text.replace(/[\\^$.*+?()[\\]{}|\\/\\\\]/g, '\\\\$&');";

/** Matches each line that fulfils the conditions once. */
export function lineCode(conditions: readonly Condition[]): PatternCode {
  const [only, ...others] = conditions;
  if (only !== undefined && others.length === 0 && only.occurrence !== null) {
    return { constants: '', expression: literal(linePattern(conditions)) };
  }
  return startCode(conditions, restOfLine);
}

/** Matches the start of each line that fulfils the conditions, and what follows there (a source). */
export function startCode(conditions: readonly Condition[], rest: string): PatternCode {
  return join([...conditions, { name: '', source: rest, occurrence: null }]);
}

/** Source of {@link lineCode} in one piece. */
export function linePattern(conditions: readonly Condition[]): string {
  const [only, ...others] = conditions;
  // From the first occurrence to the line's end: once a line as well, and several times faster.
  return only !== undefined && others.length === 0 && only.occurrence !== null
    ? only.occurrence + restOfLine
    : wholeLine(sourcesOf(conditions));
}

/** Matches each line that fulfils the conditions and has the field, whose text is `value`. */
export function fieldCode(conditions: readonly Condition[], field: Field): PatternCode {
  const source = `${field.before}(?<value>${field.value})${field.after}`;
  return join([...conditions, { name: 'withField', source, occurrence: null }]);
}

/** The sources of conditions, for patterns that are short enough to stand in one piece. */
export function sourcesOf(conditions: readonly Condition[]): readonly string[] {
  return conditions.map(({ source }) => source);
}

function join(parts: readonly Condition[]): PatternCode {
  const named = parts.filter(({ name }) => name !== '');
  return {
    constants: named.map(({ name, source }) => `const ${name} = ${literal(source)};\n`).join(''),
    expression: [
      "'^'",
      ...parts.map(({ name, source }) => (name === '' ? literal(source) : name)),
    ].join(' + '),
  };
}
