import { failureLevels, levels } from './field.ts';
import { findField, levelField } from './shape.ts';
import {
  amount,
  cite,
  digits,
  type Look,
  literal,
  type Plan,
  quoteLine,
  readFacts,
  type Situation,
  submit,
} from './step.ts';
import { type Tally, tally } from './tallySteps.ts';
import { findTime } from './times.ts';

interface Part {
  readonly name: string;
  /** Source that matches the line that begins a part. */
  readonly pattern: string;
  readonly flags: string;
}

interface Marks {
  readonly name: string;
  readonly total: number;
  readonly first: readonly { path: string; line: number; match: string }[];
}

/** What begins a part of a text, the most telling first. */
const parts: readonly Part[] = [
  {
    name: 'changelog entries',
    pattern: '^[a-z0-9][a-z0-9.+-]* \\([^)\\r\\n]+\\)[^;\\r\\n]*; *urgency=\\w+',
    flags: '',
  },
  { name: 'Markdown headings', pattern: '^#{1,6}[ \\t]+[^\\s][^\\r\\n]{0,150}', flags: '' },
  { name: 'mails', pattern: '^Subject: [^\\r\\n]{1,150}', flags: '' },
  {
    name: 'versions',
    pattern:
      '^[ \\t]{0,3}(?:Version|Release|Changes in(?: version)?|v)[ \\t]*\\d+\\.\\d[^\\r\\n]{0,150}',
    flags: 'i',
  },
  {
    name: 'chapters',
    pattern:
      '^[ \\t]*(?:Chapter|Part|Book|Article|Appendix|Act|Scene|Section)[ \\t]+(?:\\d+|[IVXLC]+)\\b[^\\r\\n]{0,120}',
    flags: 'i',
  },
  {
    name: 'numbered sections',
    pattern: '^[ \\t]*\\d+(?:\\.\\d+)*\\.?[ \\t]+\\p{Lu}[^\\r\\n.;,]{2,100}[.]?$',
    flags: 'u',
  },
  { name: 'configuration sections', pattern: '^\\[[\\w][^\\]\\r\\n]{0,100}\\][ \\t]*$', flags: '' },
  {
    name: 'definitions in code',
    pattern:
      '^[ \\t]{0,4}(?:(?:export|default|public|private|protected|static|abstract|async|pub|final|override|inline)[ \\t]+)*(?:function\\*?|class|interface|enum|def|fn|func|struct|trait|impl|module|namespace|type)[ \\t]+[\\w$][^\\r\\n]{0,120}',
    flags: '',
  },
  {
    name: 'lines in capitals',
    pattern: "^[ \\t]*(?=[^\\r\\n]*\\p{Lu}{4})[\\p{Lu}\\d][\\p{Lu}\\d \\t,:()/&'-]{5,80}$",
    flags: 'u',
  },
];

/** Parts that the answer lists. */
const listed = 40;

/** "Outline this file", "What is in this file?" */
export function* outlinePlan(situation: Situation, look: Look): Plan {
  const head = `**${situation.many ? amount(look.files, 'file') : 'One text'}**, ${amount(look.lines, 'line')}, of which ${digits(look.lines - look.filled)} blank${look.shape.fields.size > 0 || look.shape.csv !== null ? `: ${look.shape.says}` : ''}.`;
  if (look.filled === 0)
    return submit('There is nothing in it.', 'The text has no lines but blank ones.');
  if (situation.many) return yield* outlineFiles(look, head);
  if (look.shape.csv !== null) {
    return submit(
      'It is a table, so its columns are the outline.',
      `${head}\n\n${look.shape.csv.columns.map((column, index) => `${index + 1}. ${column}`).join('\n')}\n\nThe header stands on ${cite('', 1)}; ${amount(Math.max(0, look.filled - 1), 'row')} follow.`,
    );
  }
  if (look.shape.fields.has('time')) return yield* outlineLog(look, head);
  const output = yield {
    prose: 'Now I look for what usually begins a part: headings, entries, sections, definitions.',
    code: `const kinds = [
${parts.map(({ name, pattern, flags }) => `  [${literal(name)}, ${literal(pattern)}, ${literal(flags)}],`).join('\n')}
];
const marks = kinds.map(([name, pattern, flags]) => {
  const hits = grep(pattern, { flags, max: ${listed} });
  return { name, total: hits.total, first: hits.map(({ path, line, match }) => ({ path, line, match })) };
});
for (const { name, total } of marks) print(name + ': ' + total);
const best = marks.find(({ total }) => total > 1) ?? marks.find(({ total }) => total > 0) ?? null;
print('facts = ' + JSON.stringify({ best, others: marks.map(({ name, total }) => ({ name, total })) }));`,
  };
  const { best, others } = readFacts<{ best: Marks | null; others: Omit<Marks, 'first'>[] }>(
    output,
  );
  if (best === null) {
    const shown = look.shape.sample
      .slice(0, 12)
      .map(({ path, line, text }) => `- ${quoteLine(text, 120)} ${cite(path, line)}`);
    return submit(
      'There is no structure that the rules can see, so I show what the text looks like.',
      `${head}\n\nThe demo finds no headings, entries, sections or definitions in it. Some of its lines:\n\n${shown.join('\n')}`,
    );
  }
  const also = others
    .filter(({ name, total }) => name !== best.name && total > 0)
    .map(({ name, total }) => `${name} (${digits(total)})`);
  return submit(
    'These lines are the outline, so I write them down.',
    [
      head,
      `**${digits(best.total)} ${best.name}**${best.total > best.first.length ? `, the first ${best.first.length}` : ''}:`,
      best.first
        .map(
          ({ path, line, match }) =>
            `${indent(match)}- ${quoteLine(match.replace(/^#+/, ''), 120)} ${cite(path, line)}`,
        )
        .join('\n'),
      also.length === 0 ? '' : `By their form there are also ${also.join(', ')}.`,
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  );
}

/** Two spaces for each level of a Markdown heading below the first. */
function indent(heading: string): string {
  return '  '.repeat(Math.max(0, (/^#+/.exec(heading)?.[0].length ?? 1) - 1));
}

function* outlineFiles(look: Look, head: string): Plan {
  const output = yield {
    prose: 'Now I list the files with their number of lines.',
    code: `const sizes = files.slice(0, ${listed}).map(({ path }) => ({
  path, size: count('\\\\r\\\\n|\\\\r|\\\\n', { path }) + count('[^\\\\r\\\\n](?![\\\\s\\\\S])', { path }),
}));
print('facts = ' + JSON.stringify({ sizes }));`,
  };
  const { sizes } = readFacts<{ sizes: { path: string; size: number }[] }>(output);
  const more = look.files - sizes.length;
  return submit(
    'These are the files, so I write them down.',
    `${head}\n\n| File | Lines | |\n| --- | ---: | --- |\n${sizes.map(({ path, size }) => `| ${path.replaceAll('|', '\\|')} | ${digits(size)} | ${cite(path, 1)} |`).join('\n')}${more > 0 ? `\n\nand ${digits(more)} more.` : ''}`,
  );
}

function* outlineLog(look: Look, head: string): Plan {
  const sections: string[] = [head];
  const ends = [look.shape.sample[0], look.shape.sample.at(-1)].map((line) => {
    const stamp = line === undefined ? null : findTime(line.text);
    return line === undefined || stamp === null
      ? null
      : `${stamp.text} ${cite(line.path, line.line)}`;
  });
  if (ends[0] && ends[1]) sections.push(`From ${ends[0]} to ${ends[1]}, in the order of the text.`);
  const level = levelField(look.shape);
  if (level !== null) {
    const found = yield* tally(level, [], 'It is a log, so I count its lines by level first.');
    if (found !== null) sections.push(`By level: ${list(found)}.`);
  }
  for (const noun of ['service', 'program', 'logger', 'host', 'status']) {
    const field = findField(look.shape, noun);
    if (field === null) continue;
    const found = yield* tally(field, [], `Now I count its lines by ${noun}.`);
    if (found !== null) sections.push(`By ${noun}: ${list(found)}.`);
    break;
  }
  if (level !== null) {
    const failures = failureLevels.flatMap((name) => levels[name]);
    const output = yield {
      prose: 'Last I look where its failures begin.',
      code: `const failures = grep(${literal(`^(?=${level.before}(?:${failures.join('|')})(?!\\w)${level.after})[^\\r\\n]*`)}, { flags: 'iu', max: 1 });
const [first] = failures;
print('facts = ' + JSON.stringify({
  total: failures.total, first: first ? { path: first.path, line: first.line, text: first.text.slice(0, 300) } : null,
}));`,
    };
    const { total, first } = readFacts<{
      total: number;
      first: { path: string; line: number; text: string } | null;
    }>(output);
    sections.push(
      first === null
        ? 'No line is of level ERROR or worse.'
        : `${amount(total, 'line')} of level ERROR or worse; the first: ${quoteLine(first.text)} ${cite(first.path, first.line)}`,
    );
  }
  return submit('The log is described, so I write it down.', sections.join('\n\n'));
}

function list(found: Tally): string {
  const shown = found.rows
    .slice(0, 15)
    .map(
      ({ value, count, first }) =>
        `${value.replaceAll('`', "'")} ${digits(count)} ${cite(first.path, first.line)}`,
    );
  const more = found.distinct - shown.length;
  return `${shown.join(', ')}${more > 0 ? `, and ${digits(more)} more` : ''}`;
}
