import { Chance } from '../adversarial/random.ts';
import type { TextFile } from './corpus.ts';
import type { Asked } from './task.ts';

const types = ['problem', 'suggestion', 'layout'] as const;
const what =
  'The files are the source tree of a linter. A file under rules/ defines a rule where it names a type: "problem", "suggestion" or "layout", on a line of its own in its `meta`.';

/** What stands in which files of a source tree. */
export function askAboutRules(files: readonly TextFile[], seed: number): Asked {
  const rules = files.filter(({ path }) => path.startsWith('rules/'));
  const ofType = (type: string): readonly TextFile[] => {
    const line = new RegExp(`^\\s*type: "${type}",?\\s*$`, 'm');
    return rules.filter(({ text }) => line.test(text));
  };
  if (seed % 2 !== 0) {
    const counts = types.map((type) => [type, ofType(type).length] as const);
    return {
      question: `${what}\nHow many files under rules/ define a rule of each type? Answer with three lines of the form "type: number", and nothing else.`,
      truth: { kind: 'counts', counts: Object.fromEntries(counts) },
    };
  }
  const ofTypes = types.map((type) => ({
    type,
    fixable: ofType(type).filter(({ text }) => /^\s*fixable: "\w+",?\s*$/m.test(text)),
  }));
  // Where there is any: an empty list tells little.
  const some = ofTypes.filter(({ fixable }) => fixable.length > 0);
  const choices = some.length > 0 ? some : ofTypes;
  const { type, fixable } = new Chance(seed).of(choices);
  return {
    question: `${what}\nWhich files under rules/ define a rule of the type "${type}" and also have a line of their own that says it is fixable, like fixable: "code"? Answer with their paths, one a line, and nothing else; with "none" if there is none.`,
    truth: {
      kind: 'set',
      items: fixable.map(({ path }) => path),
      pattern: '(?<![\\w/-])rules/[\\w./-]+\\.js',
    },
  };
}
