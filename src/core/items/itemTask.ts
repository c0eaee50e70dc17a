import type { CallRequest } from '../environment.ts';
import { CallRefused } from '../errors.ts';
import { type Check, readSchema } from './schema.ts';
import { tokensOfSchema } from './schemaSize.ts';

export interface Label {
  readonly name: string;
  /** `''`: none was given. */
  readonly meaning: string;
  /** As answers are compared with it. */
  readonly folded: string;
}

/** What is to be found out about each of many texts. */
export type ItemTask = { readonly items: readonly string[] } & (
  | { readonly name: 'classify'; readonly labels: readonly Label[]; readonly rules: string }
  | {
      readonly name: 'llm_map';
      readonly instruction: string;
      /** The schema as it was given, and its check; null: answers are free text. */
      readonly schema: {
        readonly text: string;
        readonly check: Check;
        readonly answerTokens: number;
      } | null;
    }
);

const mostLabels = 500;
const labelChars = 200;

/** Whether a call asks about items, so that it becomes several. */
export function isItemCall(request: CallRequest): boolean {
  return request.name === 'classify' || request.name === 'llm_map';
}

/**
 * Reads a call about items: its context are the items, its prompt is JSON of the rest ({labels, rules},
 * or {instruction, schema}). Throws CallRefused with what is wrong, for the code.
 */
export function readItemTask({ name, prompt, context = [] }: CallRequest): ItemTask {
  const items = context as readonly string[];
  if (!Array.isArray(context))
    throw new CallRefused(`${name}: the items must be a list of strings.`);
  const { labels, rules = null, instruction, schema = null } = parsed(name, prompt);
  if (name === 'classify')
    return { name, items, labels: readLabels(labels), rules: textOf(name, 'rules', rules ?? '') };
  if (typeof instruction !== 'string' || instruction.trim() === '')
    throw new CallRefused('llm_map: the instruction must be a text that says what to answer.');
  if (schema === null) return { name: 'llm_map', items, instruction, schema: null };
  try {
    const text = JSON.stringify(schema);
    const check = readSchema(schema);
    const answerTokens = Math.max(1, tokensOfSchema(schema));
    return { name: 'llm_map', items, instruction, schema: { text, check, answerTokens } };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new CallRefused(`llm_map: ${error.message}`);
  }
}

function parsed(name: string, prompt: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(prompt);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new CallRefused(`${name}: what is asked must be data.`);
}

function textOf(name: string, what: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw new CallRefused(`${name}: ${what} must be a text.`);
}

function readLabels(value: unknown): readonly Label[] {
  const known = 'Give a list of names, or an object of name and meaning, two or more.';
  if (typeof value !== 'object' || value === null)
    throw new CallRefused(`classify: the labels are missing. ${known}`);
  const entries: (readonly [unknown, unknown])[] = Array.isArray(value)
    ? value.map((name) => [name, ''] as const)
    : Object.entries(value);
  const labels = entries.map(([name, meaning]): Label => {
    if (typeof name !== 'string' || name.trim() === '' || /[\n\r]/.test(name))
      throw new CallRefused(`classify: the label ${shown(name)} is no name on one line. ${known}`);
    if (typeof meaning !== 'string' && meaning !== null)
      throw new CallRefused(`classify: the meaning of ${shown(name)} must be a text. ${known}`);
    if (name.length > labelChars)
      throw new CallRefused(
        `classify: the label ${shown(name)} is longer than ${labelChars} characters.`,
      );
    return { name, meaning: meaning ?? '', folded: withoutMarks(name) };
  });
  if (labels.length < 2 || labels.length > mostLabels)
    throw new CallRefused(
      `classify: there ${labels.length === 1 ? 'is 1 label' : `are ${labels.length} labels`}; it takes 2 to ${mostLabels}. ${known}`,
    );
  const seen = new Map<string, string>();
  for (const { name, folded } of labels) {
    const same = seen.get(folded);
    if (same !== undefined)
      throw new CallRefused(
        `classify: the labels ${shown(same)} and ${shown(name)} can't be told apart.`,
      );
    seen.set(folded, name);
  }
  return labels;
}

/** Names that differ in this alone are the same label: models write them as they like. */
export function withoutMarks(name: string): string {
  const plain = name.toLowerCase().replace(/[*`"'“”‘’|_\s-]+/g, ' ');
  return plain.trim();
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'undefined').slice(0, 80);
}
