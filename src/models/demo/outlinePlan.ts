import { readAll, readLines, readValue } from './cells.ts';
import { lineFigures, linePatterns } from './countPlan.ts';
import { findTime } from './dates.ts';
import { allLevels, failureLevels, levelSource } from './fields.ts';
import { rank, searchFor } from './rankPlan.ts';
import { amount, cite, digits, listOf, quoteLine, table } from './report.ts';
import { findField, levelField, linePattern } from './shape.ts';
import { type Look, type Plan, type Steps, step, submit } from './step.ts';

/** Parts that the answer lists. */
const listed = 40;

/** What begins a part of a text, the most telling first. */
const parts: Readonly<Record<string, string>> = {
  'changelog entries': '^[a-z0-9][a-z0-9.+-]* \\([^)\\r\\n]+\\)[^;\\r\\n]*; *urgency=\\w+',
  'Markdown headings': '^#{1,6}[ \\t]+[^\\s][^\\r\\n]{0,150}',
  mails: '^Subject: [^\\r\\n]{1,150}',
  chapters:
    '^[ \\t]*(?:Chapter|Part|Book|Article|Appendix|Act|Scene|Section|Version|CHAPTER|PART|BOOK|ARTICLE|APPENDIX|ACT|SCENE|SECTION)[ \\t]+(?:\\d+|[IVXLC]+)(?!\\w)[^\\r\\n]{0,120}',
  'numbered sections':
    '^[ \\t]*\\d+(?:\\.\\d+)*\\.?[ \\t]+[A-Z][^\\r\\n.;,]{2,100}[.]?(?![^\\r\\n])',
  'configuration sections': '^\\[[\\w][^\\]\\r\\n]{0,100}\\][ \\t]*(?![^\\r\\n])',
  'definitions in code':
    '^[ \\t]{0,4}(?:(?:export|default|public|private|protected|static|abstract|async|pub|final|override|inline)[ \\t]+)*(?:function\\*?|class|interface|enum|def|fn|func|struct|trait|impl|module|namespace|type)[ \\t]+[\\w$][^\\r\\n]{0,120}',
  'lines in capitals':
    "^[ \\t]*(?=[^\\r\\n]*[A-Z]{4})[A-Z\\d][A-Z\\d \\t,:()/&'-]{5,80}(?![^\\r\\n])",
};

/** "Outline this file", "What is in this file?" */
export function* outlinePlan(look: Look): Plan {
  const { shape, many } = look;
  const isLog = shape.parts.some(({ name }) => name === 'time') && shape.table === null;
  const isPlain = shape.table === null && !isLog && !many;
  const marks = Object.fromEntries(
    Object.entries(parts).map(([name, source]) => [name, { source, exact: true }]),
  );
  const counted = yield step('Now I count its lines, and what could begin a part of it.', {
    says: isPlain ? 'lines, and what usually begins a part' : 'the lines',
    does: [{ kind: 'counts', patterns: isPlain ? { ...linePatterns, ...marks } : linePatterns }],
  });
  const { lines, filled } = lineFigures(counted);
  const known = shape.table === null && !isLog ? '' : `: ${shape.says}`;
  const texts = many ? amount(look.texts ?? 0, 'file') : 'One text';
  const head = `**${texts}**, ${amount(lines, 'line')}, of which ${digits(lines - filled)} blank${known}.`;
  if (filled === 0) {
    return submit('There is nothing in it.', 'The text has no lines but blank ones.');
  }
  if (many) return yield* outlineFiles(look, head);
  if (shape.table !== null) {
    return submit(
      'It is a table, so its columns are the outline.',
      head,
      shape.table.columns.map((column, index) => `${index + 1}. ${column}`).join('\n'),
      `The header stands on [L1]; ${amount(Math.max(0, filled - 1), 'row')} follow.`,
    );
  }
  if (isLog)
    return submit('The log is described, so I write it down.', ...(yield* describeLog(look, head)));
  const counts = readValue<Record<string, number>>(counted, 'counts');
  const present = Object.keys(parts).filter((name) => (counts[name] ?? 0) > 0);
  const best = present.find((name) => (counts[name] ?? 0) > 1) ?? present[0];
  const pattern = marks[best ?? ''];
  if (best === undefined || pattern === undefined) {
    return submit(
      'There is no structure that the rules can see, so I show what the text looks like.',
      head,
      'The demo finds no headings, entries, sections or definitions in it. Some of its lines:',
      listOf(shape.sample.slice(0, 12)),
    );
  }
  const output = yield step(`It has ${best}, so I list them.`, {
    says: best,
    does: [{ kind: 'search', pattern, max: listed, shown: true }],
  });
  const places = readLines(output);
  const total = counts[best] ?? 0;
  const rows = places.map(({ path, line, text }) => {
    // Two spaces for each level of a Markdown heading below the first.
    const depth = best === 'Markdown headings' ? (/^#+/.exec(text)?.[0].length ?? 1) - 1 : 0;
    return `${'  '.repeat(depth)}- ${quoteLine(text.replace(/^#+/, ''), 120)} ${cite({ path, line })}`;
  });
  const also = present
    .filter((name) => name !== best)
    .map((name) => `${name} (${digits(counts[name] ?? 0)})`);
  return submit(
    'These lines are the outline, so I write them down.',
    head,
    `**${digits(total)} ${best}**${total > places.length ? `, the first ${places.length}` : ''}:`,
    rows.join('\n'),
    also.length === 0 ? '' : `By their form there are also ${also.join(', ')}.`,
  );
}

function* outlineFiles({ texts }: Look, head: string): Plan {
  const output = yield step('Now I list the files with their number of lines.', {
    says: 'lines of each file',
    does: [{ kind: 'sizes', most: listed }],
  });
  const sizes = readAll<[string, number]>(output, 'row');
  const more = (texts ?? sizes.length) - sizes.length;
  return submit(
    'These are the files, so I write them down.',
    head,
    table(
      ['File', '#Lines', 'Start'],
      sizes.map(([path, lines]) => [path, digits(lines), lines > 0 ? cite({ path, line: 1 }) : '']),
    ) + (more > 0 ? `\n\nand ${digits(more)} more.` : ''),
  );
}

function* describeLog(look: Look, head: string): Steps<readonly string[]> {
  const { shape } = look;
  const { sample } = shape;
  const said = [head];
  const ends = [sample[0], sample.at(-1)].flatMap((at) => {
    const stamp = at === undefined ? null : findTime(at.text);
    return at === undefined || stamp === null ? [] : [`${stamp.text} ${cite(at)}`];
  });
  if (ends.length === 2) said.push(`From ${ends[0]} to ${ends[1]}, in the order of the text.`);
  if (levelField(shape) !== null) {
    const where = { date: null, has: [], field: null };
    const levels = allLevels.map((level) => [
      level.toUpperCase(),
      { source: linePattern(shape, { ...where, levels: [level] }) },
    ]);
    const failing = linePattern(shape, { ...where, levels: failureLevels });
    const output = yield step(
      'It is a log, so I count its lines by level, and look where its failures begin.',
      {
        says: `lines of each level, and the first of ${levelSource(failureLevels)}`,
        does: [
          { kind: 'counts', patterns: Object.fromEntries(levels) },
          { kind: 'search', pattern: { source: failing }, max: 1, shown: true },
        ],
      },
    );
    const counts = Object.entries(readValue<Record<string, number>>(output, 'counts'));
    const shown = counts
      .filter(([, count]) => count > 0)
      .sort((a, b) => b[1] - a[1])
      .map(([level, count]) => `${level} ${digits(count)}`);
    said.push(`By level: ${shown.join(', ')}.`);
    const [first] = readLines(output);
    said.push(
      first === undefined
        ? 'No line is of level ERROR or worse.'
        : `${amount(readValue<number>(output, 'hits'), 'line')} of level ERROR or worse; the first: ${quoteLine(first.text)} ${cite(first)}`,
    );
  }
  const noun = ['service', 'program', 'logger', 'host', 'status'].find(
    (name) => findField(shape, name) !== null,
  );
  if (noun === undefined) return said;
  const source = linePattern(shape, {
    date: null,
    levels: null,
    has: [],
    field: findField(shape, noun),
  });
  const found = yield* rank(
    look,
    searchFor(source),
    'capture',
    `Now I count its lines by ${noun}.`,
    `lines by ${noun}`,
  );
  if (found === null) return said;
  const rows = found.rows
    .slice(0, 15)
    .map(
      ({ value, count, first }) => `${value.replaceAll('`', "'")} ${digits(count)} ${cite(first)}`,
    );
  const more = found.distinct - rows.length;
  return [
    ...said,
    `By ${noun}: ${rows.join(', ')}${more > 0 ? `, and ${digits(more)} more` : ''}.`,
  ];
}
