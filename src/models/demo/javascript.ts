import {
  mostPlaces,
  mostRows,
  type Pattern,
  replyAsked,
  type Statement,
  sampleWidth,
  type Writer,
} from './cells.ts';
import { wideWords } from './words.ts';

/** Cells as JavaScript. */
export const javascript: Writer = {
  write: ({ says, does }, many) =>
    [`// ${says}`, ...does.map((statement) => write(statement, many))].join('\n'),
  submit: (text) => `FINAL(${JSON.stringify(text)});`,
};

function write(statement: Statement, many: boolean): string {
  switch (statement.kind) {
    case 'lines':
      return statement.ranges
        .map(({ from, to }) => `print(lines(${from}, ${to}, { numbers: true }));`)
        .join('\n');
    case 'heads':
      return many
        ? `for (const path of Object.keys(context).slice(0, 8)) {
  print(grep(/^[^\\r\\n]{1,${sampleWidth}}/m, { path, max: 4 }));
}`
        : `print(grep(/^[^\\r\\n]{1,${sampleWidth}}/m, { max: 12 }));`;
    case 'counts':
      return `const ${statement.name} = {
${Object.entries(statement.patterns)
  .map(([name, pattern]) => `  ${quoted(name)}: count(${expression(pattern)}),`)
  .join('\n')}
};
print('${statement.name}:', JSON.stringify(${statement.name}));`;
    case 'search': {
      const { pattern, max, shown } = statement;
      const search = `const pattern = ${expression(pattern)};
const hits = grep(pattern, { max: ${max.toLocaleString('en-US').replaceAll(',', '_')} });
print('hits:', hits.total);`;
      return shown ? `${search}\nprint(hits);` : search;
    }
    case 'rank':
      return rank(statement.by);
    case 'ends':
      return `print(hits.slice(0, 1));
print(hits.slice(-1));${
        statement.ordered
          ? `
if (hits.every((hit) => hit.groups[0])) { // every line has a time
  const before = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  const byTime = [...hits].sort((a, b) => before(a.groups[0], b.groups[0]));
  print(byTime.slice(0, 1));
  print(byTime.slice(-1));
}`
          : ''
      }`;
    case 'words':
      return `const words = new Map();
let all = 0;
for (const piece of chunks(20_000, { by: 'lines' })) {
  for (const [word] of piece.toLowerCase().matchAll(/[\\p{L}\\p{N}_]+(?:['’]\\p{L}+)*/gu)) {
    if (/[\\p{N}_]/u.test(word)) continue;
    words.set(word, (words.get(word) ?? 0) + 1);
    all += 1;
  }
}
print('rows:', words.size);
print('all:', all);
const ranking = [...words].sort((a, b) => b[1] - a[1]);
ranking.slice(0, ${mostRows}).forEach(([word, times], number) => {
  print('row:', JSON.stringify([word, times]));
  const whole = new RegExp(\`(?<![\\\\p{L}\\\\p{N}_])\${word}(?![\\\\p{L}\\\\p{N}_])\`, 'iu');
  if (number < ${mostPlaces}) print(grep(whole, { max: 1 }));
});`;
    case 'outline':
      return 'print(outline());';
    case 'ask': {
      const names = many ? 'question, path, first, last' : 'question, first, last';
      return `const questions = [
${statement.questions
  .map(({ text, path, from, to }) => {
    const place = many ? `${quoted(path)}, ${from}` : from;
    return `  [${quoted(text)}, ${place}, ${to}],`;
  })
  .join('\n')}
];
const prompts = questions.map(([${names}]) =>
  question + ${quoted(` ${replyAsked}\n\n`)} +
  lines(first, last, { ${many ? 'path, ' : ''}numbers: true }));
const replies = await llm_query_batched(prompts);
replies.forEach((reply, index) => print(\`\${index + 1}. \${reply}\`));`;
    }
    default:
      return statement satisfies never;
  }
}

const keys = {
  capture: 'hit.groups[0]',
  match: 'hit.match',
  path: 'hit.path',
  message: 'masked(hit.groups[0])',
} as const;

function rank(by: keyof typeof keys): string {
  const masked = `// Words with a digit in them differ from line to line.
const masked = (text) => text.trim()
  .replace(/^(?:\\[[^\\]]*\\]\\s*)+/, '')
  .replace(/[^\\s"'()[\\]{}=,;:]*\\d[^\\s"'()[\\]{}=,;:]*/g, '#')
  .split(/\\s+/).join(' ').trim();
`;
  return `${by === 'message' ? masked : ''}const groups = Map.groupBy(hits, (hit) => ${keys[by]});
const ranking = [...groups].sort((a, b) => b[1].length - a[1].length);
print('rows:', ranking.length);
ranking.slice(0, ${mostRows}).forEach(([value, own], number) => {
  print('row:', JSON.stringify([value.slice(0, 200), own.length]));
  if (number < ${mostPlaces}) print([own[0], own.at(-1)]);
});`;
}

/** A string literal. */
function quoted(text: string): string {
  return /^[ -&(-[\]-~]*$/.test(text) ? `'${text}'` : JSON.stringify(text);
}

/** A pattern as a literal; JavaScript's own `\w` is of English letters alone. */
function expression({ source, exact = false }: Pattern): string {
  const own = wideWords(source).replace(/\[[^\]\\]*(?:\\.[^\]\\]*)*\]|\\.|\//gs, (part) => {
    return part === '/' ? '\\/' : part;
  });
  return `/${own}/${exact ? '' : 'i'}${own.includes('^') ? 'm' : ''}u`;
}
