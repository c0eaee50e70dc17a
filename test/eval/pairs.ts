import { Chance } from '../adversarial/random.ts';
import { type Entry, entriesFor, linesOf, makeUsers, preamble } from './entries.ts';
import { type ClassName, classNames } from './questionClasses.ts';
import { shuffled } from './shuffled.ts';
import type { MadeProblem } from './task.ts';

/** How many questions of each class one user asked. */
type Counts = ReadonlyMap<ClassName, number>;

interface Relation {
  readonly says: string;
  readonly holds: (one: Counts, other: Counts) => boolean;
}

/** More users would make answers that no direct reply has room for. */
const mostUsers = 60;
const fewestUsers = 8;

/** All pairs of users that stand in a relation which hangs on the classes of all their lines. */
export function buildPairs(tokens: number, seed: number): MadeProblem {
  const chance = new Chance(seed);
  const length = entriesFor(tokens);
  const users = makeUsers(
    Math.min(mostUsers, Math.max(fewestUsers, Math.round(Math.sqrt(length)))),
    chance,
  );
  const entries = shuffled(makeEntries(users, length, chance), chance);
  const counts = countsOf(users, entries);
  const { relation, pairs } = chooseRelation(users, counts, seed, chance);
  return {
    text: linesOf(entries, chance),
    truth: { kind: 'pairs', pairs },
    question: `${preamble}\nList all pairs of different users for which this holds: ${relation.says}. Answer with one pair a line, of the form "11111, 22222", the smaller number first, each pair once, and nothing else; answer "none" if there is no such pair.`,
  };
}

/**
 * Each user asks questions of two to four classes, of some of these just one: who overlooks a line
 * has wrong pairs.
 */
function makeEntries(users: readonly number[], length: number, chance: Chance): readonly Entry[] {
  const entries: Entry[] = [];
  const common: Entry[] = [];
  for (const user of users) {
    const own = shuffled(classNames, chance).slice(0, 2 + chance.below(3));
    for (const [place, className] of own.entries()) {
      entries.push({ user, className });
      if (place === 0 || chance.next() < 0.5) common.push({ user, className });
    }
  }
  while (entries.length < length) entries.push(chance.of(common));
  return entries;
}

function countsOf(users: readonly number[], entries: readonly Entry[]): readonly Counts[] {
  const all = new Map(users.map((user) => [user, new Map<ClassName, number>()]));
  for (const { user, className } of entries) {
    const own = all.get(user);
    own?.set(className, (own.get(className) ?? 0) + 1);
  }
  return [...all.values()];
}

/** The seed's kind of relation, for classes of which some pairs stand in it and others don't. */
function chooseRelation(
  users: readonly number[],
  counts: readonly Counts[],
  seed: number,
  chance: Chance,
): { readonly relation: Relation; readonly pairs: readonly string[] } {
  const makeRelation = relations[seed % relations.length] ?? exactlyOne;
  const candidates = classNames.flatMap((one) =>
    classNames
      .filter((other) => other !== one)
      .map((other) => {
        const relation = makeRelation(one, other);
        return { relation, pairs: pairsOf(users, counts, relation) };
      }),
  );
  const all = (users.length * (users.length - 1)) / 2;
  const telling = candidates.filter(({ pairs }) => pairs.length > 0 && pairs.length < all);
  return chance.of(telling.length > 0 ? telling : candidates);
}

function pairsOf(
  users: readonly number[],
  counts: readonly Counts[],
  relation: Relation,
): readonly string[] {
  return users.flatMap((user, at) =>
    users.slice(at + 1).flatMap((other, step) => {
      const [one, two] = [counts[at], counts[at + 1 + step]];
      return one && two && relation.holds(one, two) ? [`${user}, ${other}`] : [];
    }),
  );
}

const relations: readonly ((one: ClassName, other: ClassName) => Relation)[] = [
  (one, other) => ({
    says: `each of the two users asked at least one question of the class "${one}" and at least one of the class "${other}"`,
    holds: (a, b) => [a, b].every((counts) => counts.has(one) && counts.has(other)),
  }),
  (one, other) => ({
    says: `one of the two users asked at least one question of the class "${one}" and none of the class "${other}", while the other user asked at least one of the class "${other}" and none of the class "${one}"`,
    holds: (a, b) => {
      const only = (counts: Counts, has: ClassName, not: ClassName): boolean =>
        counts.has(has) && !counts.has(not);
      return (
        (only(a, one, other) && only(b, other, one)) || (only(b, one, other) && only(a, other, one))
      );
    },
  }),
  exactlyOne,
];

function exactlyOne(className: ClassName): Relation {
  return {
    says: `each of the two users asked exactly one question of the class "${className}"`,
    holds: (a, b) => a.get(className) === 1 && b.get(className) === 1,
  };
}
