import type { Cell } from './cells.ts';
import type { Shape } from './shape.ts';
import type { Where } from './task.ts';

/** A reply with cells to run, each after a sentence or two. */
export interface Step {
  readonly parts: readonly { readonly prose: string; readonly cell: Cell }[];
}

/** The last reply, with the answer. */
export interface LastStep {
  readonly prose: string;
  readonly answer: string;
}

/** Steps of one form of question: each is answered with what its cells printed, the last returned. */
export type Plan = Generator<Step, LastStep, string>;

/** Steps that bring a value on the way. */
export type Steps<Value> = Generator<Step, Value, string>;

/** What the plans know besides the question. */
export interface Situation {
  readonly question: string;
  /** Several texts under paths, or one. */
  readonly many: boolean;
  readonly subcalls: boolean;
  /** Texts, lines and characters of the longest line, as the first message says; null: it doesn't. */
  readonly texts: number | null;
  readonly lines: number | null;
  readonly longest: number | null;
}

/** What the first look has brought. */
export interface Look extends Situation {
  readonly shape: Shape;
}

/** One cell as a step. */
export function step(prose: string, cell: Cell): Step {
  return { parts: [{ prose, cell }] };
}

/** The step that submits the answer. */
export function submit(prose: string, ...paragraphs: readonly string[]): LastStep {
  const text = paragraphs.filter((paragraph) => paragraph !== '').join('\n\n');
  return { prose, answer: `${text.trim()}\n\n_Offline demo: fixed rules, no AI._` };
}

const sentence = "The offline demo can't answer this; set a key to ask a language model.";

/** The questions stand as code: what is in quotes is looked up in the text, as the text's words. */
const abilities = `It isn't an AI. It understands questions like these and answers them exactly, by searching the whole text:

- **How many**: \`How many errors are there?\`, \`How many lines contain "timeout"?\`, \`How many times does "retry" occur?\`
- **Which**: \`Which services logged errors on 14 March?\`, \`Which files mention TODO?\`
- **When**: \`When did "disk full" first and last occur?\`
- **Most frequent**: \`What is the most frequent error?\`, \`What are the 5 most common words?\`
- **Find**: \`Find "connection refused"\`, \`Where is main defined?\`
- **Outline**: \`Outline this file\`, \`What is in this file?\``;

/** The answer to a question in no known form. */
export function declineQuestion(): LastStep {
  return submit(
    'This question is in none of the forms that the demo knows, so I say so instead of guessing.',
    sentence,
    abilities,
  );
}

/** Says what stands in the way, and what the demo can do instead. */
export function decline(why: string): LastStep {
  return submit(
    'The text gives no sound way to answer this by rules, so I say so instead of guessing.',
    sentence,
    why,
    abilities,
  );
}

export function declineDoubtfulDate({ date }: Where): LastStep {
  return decline(
    `The text writes its dates in numbers with slashes, and of ${date?.text ?? 'this date'} it can't be told which of them is the day and which the month.`,
  );
}
