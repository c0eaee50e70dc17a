import { Chance } from '../adversarial/random.ts';
import { type Entry, entriesFor, linesOf, makeUsers, preamble } from './entries.ts';
import { type ClassName, classNames } from './questionClasses.ts';
import type { MadeProblem } from './task.ts';

const usersOfText = 6;

/**
 * Every line counts. Odd seeds ask for the number of lines of each class, even ones for each user's
 * number of lines of one class.
 */
export function buildCounts(tokens: number, seed: number): MadeProblem {
  const chance = new Chance(seed);
  const users = makeUsers(usersOfText, chance);
  // Uneven, so that an even guess is wrong.
  const weighted = classNames.flatMap((name) => Array<typeof name>(1 + chance.below(4)).fill(name));
  const entries: readonly Entry[] = Array.from({ length: entriesFor(tokens) }, () => ({
    user: chance.of(users),
    className: chance.of(weighted),
  }));
  const text = linesOf(entries, chance);
  if (seed % 2 !== 0) {
    const counts = Object.fromEntries(
      classNames.map((name) => [name, entries.filter((each) => each.className === name).length]),
    );
    return {
      text,
      truth: { kind: 'counts', counts },
      question: `${preamble}\nHow many questions of each class are there? Answer with six lines of the form "class: number", and nothing else.`,
    };
  }
  const asked = mostCommon(entries);
  const counts = Object.fromEntries(
    users.map((user) => [
      `${user}`,
      entries.filter((each) => each.user === user && each.className === asked).length,
    ]),
  );
  return {
    text,
    truth: { kind: 'counts', counts },
    question: `${preamble}\nHow many questions of the class "${asked}" did each user ask? Answer with one line for each of the ${usersOfText} users, of the form "user: number", and nothing else.`,
  };
}

/** Of few lines a guess would be nearly right. */
function mostCommon(entries: readonly Entry[]): ClassName {
  const count = (name: ClassName): number =>
    entries.filter(({ className }) => className === name).length;
  return classNames.reduce((most, name) => (count(name) > count(most) ? name : most));
}
