import { conditionsOn } from './conditions.ts';
import { decline, declineDoubtfulDate } from './decline.ts';
import { lineCode } from './patternCode.ts';
import {
  amount,
  cite,
  digits,
  type Look,
  type Plan,
  readFacts,
  type Situation,
  submit,
} from './step.ts';
import type { Task } from './task.ts';

interface InFile {
  readonly path: string;
  readonly count: number;
  readonly line: number;
}

const listed = 50;

/** "Which files mention ...". */
export function* filesPlan(
  { where }: Task & { form: 'files' },
  situation: Situation,
  look: Look,
): Plan {
  if (!situation.many) return decline('It is asked about one text, not about several files.');
  const conditions = conditionsOn(where, look.shape);
  if (conditions.doubtful) return declineDoubtfulDate(where);
  const line = lineCode(conditions.patterns);
  const output = yield {
    prose: `Now I search all files for lines ${conditions.says}, file by file.`,
    code: `${line.constants}const found = files.map(({ path }) => {
  const hits = grep(${line.expression}, { flags: 'iu', path, max: 1 });
  return { path, count: hits.total, line: hits[0]?.line ?? 0 };
}).filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
const lineTotal = found.reduce((sum, { count }) => sum + count, 0);
print('facts = ' + JSON.stringify({ found: found.slice(0, ${listed}), files: found.length, lines: lineTotal }));`,
  };
  const facts = readFacts<{ found: InFile[]; files: number; lines: number }>(output);
  const rule = conditions.rules.join(' ');
  if (facts.files === 0) {
    return submit(
      'No file has it, and I say what was searched for.',
      `**None**: none of the ${amount(look.files, 'file')} has lines ${conditions.says}. ${rule}`,
    );
  }
  const rows = facts.found.map(
    ({ path, count, line }) =>
      `| ${path.replaceAll('|', '\\|')} | ${digits(count)} | ${cite(path, line)} |`,
  );
  return submit(
    'All files are searched, so I write the list down.',
    [
      `**${digits(facts.files)} of ${amount(look.files, 'file')}** ${facts.files === 1 ? 'has' : 'have'} lines ${conditions.says}: ${amount(facts.lines, 'line')} in all.`,
      `| File | Lines | First |\n| --- | ---: | --- |\n${rows.join('\n')}${facts.files > rows.length ? `\n\nand ${digits(facts.files - rows.length)} more.` : ''}`,
      rule,
    ].join('\n\n'),
  );
}
