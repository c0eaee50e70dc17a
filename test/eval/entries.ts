import type { Chance } from '../adversarial/random.ts';
import { type ClassName, classNames, forms, meanings, slots } from './questionClasses.ts';

/** One line of the text: somebody's question. */
export interface Entry {
  /** Five digits. */
  readonly user: number;
  readonly className: ClassName;
}

/** Tokens of o200k_base in a line, on average, measured on this very text. */
const tokensPerLine = 26.5;

/** How many lines make a text of about so many tokens. */
export function entriesFor(tokens: number): number {
  return Math.round(tokens / tokensPerLine);
}

/** So many users, in order, no two alike. */
export function makeUsers(count: number, chance: Chance): readonly number[] {
  const users = new Set<number>();
  while (users.size < count) users.add(10_000 + chance.below(90_000));
  return [...users].sort((one, other) => one - other);
}

export function linesOf(entries: readonly Entry[], chance: Chance): string {
  return entries.map((entry) => `${lineOf(entry, chance)}\n`).join('');
}

/** In the form of OOLONG's texts. */
function lineOf({ user, className }: Entry, chance: Chance): string {
  const date = `${chance.of(months)} ${String(1 + chance.below(28)).padStart(2, '0')}, 2023`;
  const words = chance
    .of(forms[className])
    .replace(/\{(\w+)\}/g, (_, slot: string) => chance.of(slots[slot] ?? []));
  return `Date: ${date} || User: ${user} || Instance: ${words}`;
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** What every question over such a text begins with. */
export const preamble = `Each line of the text is one question of general knowledge, with its date and the number of the user who asked it. Each belongs to exactly one of six classes, by what its answer would be:
${classNames.map((name) => `- ${name}: ${meanings[name]}`).join('\n')}
The class is written nowhere: it has to be told from what the question means.`;
