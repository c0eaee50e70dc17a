import { readValue } from './cells.ts';
import { allLevels } from './fields.ts';
import { cite, digits, quoteLine } from './report.ts';
import { levelField, linePattern } from './shape.ts';
import { type Look, type Plan, step, submit } from './step.ts';

/** Parts that the answer lists. */
const listed = 60;

/** "Outline this file", "What is in this file?" */
export function* outlinePlan(look: Look): Plan {
  const { shape, many, texts, lines } = look;
  const levels = levelField(shape) === null || many ? [] : allLevels;
  const patterns = levels.map((level) => [
    level.toUpperCase(),
    { source: linePattern(shape, { date: null, levels: [level], has: [], field: null }) },
  ]);
  const output = yield step('Now I list its parts.', {
    says: levels.length > 0 ? 'parts of the log, and its lines by level' : 'headings and the like',
    does: [
      { kind: 'outline' },
      ...(levels.length > 0
        ? [{ kind: 'counts', name: 'levels', patterns: Object.fromEntries(patterns) } as const]
        : []),
    ],
  });
  const counts = levels.length > 0 ? readValue<Record<string, number>>(output, 'levels') : {};
  const byLevel = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort((a, b) => b[1] - a[1])
    .map(([level, count]) => `${level} ${digits(count)}`);
  const parts = partsOf(output);
  const known = shape.parts.length === 0 ? '' : ` It has ${shape.says}.`;
  return submit(
    'These are its parts, so I write them down.',
    `**${many ? `${digits(texts ?? 0)} files` : 'One text'}** of ${digits(lines ?? 0)} lines.${known}`,
    byLevel.length === 0 ? '' : `Lines by level: ${byLevel.join(', ')}.`,
    parts.length === 0
      ? 'It has no headings, entries, sections or definitions that rules could find.'
      : parts.slice(0, listed).join('\n'),
    parts.length > listed ? `and ${digits(parts.length - listed)} more.` : '',
  );
}

/** The rows of an outline as a list with places; of several texts each under its path. */
function partsOf(output: string): readonly string[] {
  let path = '';
  return output.split('\n').flatMap((row) => {
    const [, name, size, first] = /^(.+) \(([\d,]+ lines?)\)(?:.*?: L\d+: (.*))?$/.exec(row) ?? [];
    if (name !== undefined && !/^L\d+: /.test(row)) {
      path = name;
      const begins = first === undefined ? '' : `: ${quoteLine(first, 120)}`;
      return [`- ${name}, ${size}${begins} ${cite({ path, line: 1 })}`];
    }
    const [, line, indent = '', text = ''] = /^L(\d+): (\s*)(.*)$/.exec(row) ?? [];
    if (line === undefined) return [];
    const depth = indent + (path === '' ? '' : '  ');
    return [
      `${depth}- ${quoteLine(text.replace(/^#+ /, ''), 120)} ${cite({ path, line: Number(line) })}`,
    ];
  });
}
