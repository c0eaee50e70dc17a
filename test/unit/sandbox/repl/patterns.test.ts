import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPython } from './support.ts';

const limits = { timeout: 120_000 };
const ascii = `def one(a, b):
    return a + b  # sum
class Two:
    value = "10.5"
ERROR 2026-11-27 user=bob id=7
Error 2026-11-28 user=eve id=42

foofoo aaa aab abab x-y_z  (1) [2] {3} $9 a.b a\tb
"quoted 'text'" end`;
const wide = `${ascii}
Größe naïve ÄÖÜ straße ΣΊΣΥΦΟΣ Привет ١٢٣ ²³ \u2028x\u00a0y Kelvin\u212a ſ 😀😀 a😀b e\u0301`;

/** Each is found by `re` itself and by grep, with the same matches and groups. */
const sources: readonly string[] = [
  '(?x) u s e r \\s* = # the name\n  (\\w+)',
  ...String.raw`
o+
\bon\w*
\w+@?\w+
\d+
\D{3,5}
\s\S
\W+
[\w-]+
[^\w\s]
[\W\d]
[^\W\d]
[^\W_]+
\Bo
\b\w
\w\b
\b
^\w+
\w+$
(?m)^\w+
(?m)\S+$
(?m)^$
\A\w+
\S+\Z
(?i)error
(?i:error) 2026
(?i:ERR)or
(?i)[a-c]+
(?i)größe|straße
(?-i:E)rror
(?P<key>\w+)=(?P<value>\w+)
(?P<a>a)(?P=a)
(\w)\1
(a)|(b)
a*?b
a{2}b?
a{,2}b
(?:ab)+
(?=a)\w
(?<=user=)\w+
(?<!user)=\w+
\w+(?!\w|=)
a++b
(?>a+)b
(?>a|ab)(\w)
\w*+\d
(?#comment)one
(?s)one.*two
(?s:r.n)|(o.e)
.
a.b
\(\d\)|\[\d\]|\{\d\}
[\]\[{}()$.^*+?|\\/-]
[a-z-]+
[]a]
\$\d
\x61\u0062
\t
\101
\N{LATIN SMALL LETTER A}
"[^"]*"
(['"]).*?\1
😀+
[😀a]
[^😀]😀
é|e\u0301
[à-ÿ]+
(?a)\w+
(?a)\d
(?i)k
(?i)σ
(?!)
[\s\S]
[^\s\S]
x|
()
\d{4}-\d{2}-\d{2}
^(\s*)(def|class)\s+(\w+)`
    .split('\n')
    .slice(1),
];

const compare = `
import re, json
def compare(sources):
  wrong = []
  for source in sources:
    for flags in (0, re.I, re.M, re.S, re.A):
      if source.startswith('(?') and flags: continue
      pattern = re.compile(source, flags)
      mine = [[m.group(), list(m.groups()), m.groupdict()] for m in pattern.finditer(context)]
      theirs = grep(pattern, max=10**9)
      told = [[m.match, list(m.groups), {k: m.groups[k] for k in pattern.groupindex}] for m in theirs]
      if mine != told or count(pattern) != len(mine):
        at = next((i for i, (a, b) in enumerate(zip(mine, told)) if a != b), min(len(mine), len(told)))
        wrong.append(f'{source!r} {flags}: {at}: {mine[at:at+1]} but {told[at:at+1]} of {len(mine)}, {len(told)}')
  return wrong`;

for (const [kind, context] of Object.entries({ ascii, wide })) {
  test(`what a compiled pattern finds in ${kind} text is what re finds`, limits, async () => {
    const { run } = openPython({ context });
    assert.equal((await run(compare)).error, null);
    const { output, error } = await run(
      `print("\\n".join(compare(json.loads(${JSON.stringify(JSON.stringify(sources))}))))`,
    );
    assert.equal(error, null);
    assert.equal(output, '\n');
  });
}

test('a pattern that is given as a string goes by the lines of the text', limits, async () => {
  const { run } = openPython({ context: 'a one\r\nb two\rc one\nd' });
  const { output } = await run(
    'print(grep("one$"), count("^[a-d]"), grep("o.*")[0].match, grep(r"^\\s*(\\w) two")[0].groups[0])',
  );
  assert.equal(output, 'L1: a one\nL3: c one 4 one b\n');
});

test('flags are letters or those of re', limits, async () => {
  const { run } = openPython({ context: 'One\none\nTWO' });
  const { output } = await run(
    'import re\nprint(count("ONE", flags="i"), count("one", flags=re.I), count(re.compile("t.o", re.I)), count("o n e", flags="ix"), count(["ONE", "two"], flags=re.I))',
  );
  assert.equal(output, '2 2 1 2 3\n');
});

test('an entry reads like a match of re, too', limits, async () => {
  const { run } = openPython({ context: 'user=bob' });
  const { output } = await run(
    'm = grep(r"(?P<key>\\w+)=(\\w+)")[0]\nprint(m.group(), m.group(1), m.group("key"), m.groups(), m["groups"]["key"], m.groups[1], m.groups.get("none"))',
  );
  assert.equal(output, "user=bob user user ('user', 'bob') user bob None\n");
});

const without: readonly (readonly [source: string, message: RegExp])[] = [
  ['(a)?b(?(1)c|d)', /a condition .* has no equal .* re\.finditer\(pattern, context\)/],
  [String.raw`(?i:(a)\1)b`, /a reference to a group .* re\.finditer/],
  ['(', /no valid regular expression: missing \), .*literal=True/],
  ['*a', /no valid regular expression: nothing to repeat/],
  ['(?<=a+)b', /look-behind requires fixed-width pattern/],
];
for (const [source, message] of without) {
  test(`what has no equal is an error that says what to write: ${source}`, limits, async () => {
    const { run } = openPython();
    const { error } = await run(`grep(r'''${source}''')`);
    assert.equal(error?.name, 'ValueError');
    assert.match(error?.message ?? '', message);
  });
}

test('what the host has against a pattern is said of it as it was given', limits, async () => {
  const { run } = openPython({ context: 'aé' });
  const classes = await run(String.raw`grep(r'\w\s' * 30)`);
  assert.match(classes.error?.message ?? '', /^grep: .*Put \(\?a\) before it/);
  assert.equal((await run(String.raw`print(count(r'(?a)' + r'\w\s' * 30))`)).output, '0\n');
});
