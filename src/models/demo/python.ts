import {
  mostPlaces,
  mostRows,
  type Pattern,
  replyAsked,
  type Statement,
  sampleWidth,
  type Writer,
} from './cells.ts';

/** Cells as Python. */
export const python: Writer = {
  write({ says, does }, many) {
    const body = does.map((statement) => write(statement, many)).join('\n');
    const imports = [
      ...(body.includes('json.') ? ['import json'] : []),
      ...(/\bre\./.test(body) ? ['import re'] : []),
      ...['Counter', 'defaultdict']
        .filter((name) => body.includes(`${name}(`))
        .map((name) => `from collections import ${name}`),
    ];
    return [...imports, ...(imports.length > 0 ? [''] : []), `# ${says}`, body].join('\n');
  },
  submit: (text) => `FINAL(${JSON.stringify(text)})`,
};

function write(statement: Statement, many: boolean): string {
  switch (statement.kind) {
    case 'lines':
      return statement.ranges
        .map(({ from, to }) => `print(lines(${from}, ${to}, numbers=True))`)
        .join('\n');
    case 'heads':
      return many
        ? `for path in list(context)[:8]:
    print(grep(r'^[^\\r\\n]{1,${sampleWidth}}', path=path, max=4))`
        : `print(grep(r'^[^\\r\\n]{1,${sampleWidth}}', max=12))`;
    case 'counts':
      return `${statement.name} = {
${Object.entries(statement.patterns)
  .map(([name, pattern]) => `    ${quoted(name)}: count(${raw(pattern)}),`)
  .join('\n')}
}
print('${statement.name}:', json.dumps(${statement.name}))`;
    case 'search': {
      const { pattern, max, shown } = statement;
      const search = `pattern = ${raw(pattern)}
hits = grep(pattern, max=${max.toLocaleString('en-US').replaceAll(',', '_')})
print('hits:', hits.total)`;
      return shown ? `${search}\nprint(hits)` : search;
    }
    case 'rank':
      return rank(statement.by);
    case 'ends':
      return `print(hits[:1])
print(hits[-1:])${
        statement.ordered
          ? `
if all(hit.groups[0] for hit in hits):  # every line has a time
    by_time = sorted(hits, key=lambda hit: hit.groups[0])
    print(by_time[:1])
    print(by_time[-1:])`
          : ''
      }`;
    case 'words':
      return `words = Counter()
for piece in chunks(20_000, by='lines'):
    found = re.findall(r"\\w+(?:['’][^\\W\\d_]+)*", piece.lower())
    words.update(word for word in found if re.sub("['’]", '', word).isalpha())
print('rows:', len(words))
print('all:', words.total())
for number, (word, times) in enumerate(words.most_common(${mostRows})):
    print('row:', json.dumps([word, times]))
    if number < ${mostPlaces}:
        print(grep(r'(?i)\\b' + re.escape(word) + r'\\b', max=1))`;
    case 'outline':
      return 'print(outline())';
    case 'ask': {
      const names = many ? 'question, path, first, last' : 'question, first, last';
      return `questions = [
${statement.questions
  .map(({ text, path, from, to }) => {
    const place = many ? `${quoted(path)}, ${from}` : from;
    return `    (${quoted(text)}, ${place}, ${to}),`;
  })
  .join('\n')}
]
prompts = [
    question + ${quoted(` ${replyAsked}\n\n`)}
    + lines(first, last, ${many ? 'path=path, ' : ''}numbers=True)
    for ${names} in questions
]
for number, reply in enumerate(llm_query_batched(prompts), 1):
    print(f'{number}. {reply}')`;
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
  const masked = `
def masked(text):  # words with a digit in them differ from line to line
    text = re.sub(r'^(?:\\[[^\\]]*\\]\\s*)+', '', text.strip())
    text = re.sub(r'[^\\s"\\'()\\[\\]{}=,;:]*\\d[^\\s"\\'()\\[\\]{}=,;:]*', '#', text)
    return ' '.join(text.split())

`;
  return `${by === 'message' ? masked : ''}groups = defaultdict(list)
for hit in hits:
    groups[${keys[by]}].append(hit)
ranking = sorted(groups.items(), key=lambda row: -len(row[1]))
print('rows:', len(ranking))
for number, (value, own) in enumerate(ranking[:${mostRows}]):
    print('row:', json.dumps([value[:200], len(own)]))
    if number < ${mostPlaces}:
        print([own[0], own[-1]])`;
}

/** A string literal. */
function quoted(text: string): string {
  return /^[ -&(-[\]-~]*$/.test(text) ? `'${text}'` : JSON.stringify(text);
}

/** A pattern as a raw string; Python's `\w` and `\b` are of all letters. */
function raw({ source, exact = false }: Pattern): string {
  const own = source.replace(/\(\?(?:<!|!)\\w\)/g, '\\b');
  const text = `${exact ? '' : '(?i)'}${own}`;
  if (!text.includes("'")) return `r'${text}'`;
  return text.includes('"') ? `r'${text.replaceAll("'", '\\x27')}'` : `r"${text}"`;
}
