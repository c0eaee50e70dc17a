import { keeps } from './support.ts';

const text = 'alpha one\r\nbeta\nalpha two';
const map = { 'a.txt': 'one\ntwo', 'b/c.txt': 'two' };

keeps({
  'context is one string, and grep, count, lines look into it': {
    context: text,
    javascript:
      'print(context.length, grep("^alpha"), count("a")); print(lines(1, 2)); print(lines(2, 3, {numbers: true}))',
    python:
      'print(len(context), grep("^alpha"), count("a")); print(lines(1, 2)); print(lines(2, 3, numbers=True))',
    sees: {
      output: '25 L1: alpha one\nL3: alpha two 5\nalpha one\nbeta\nL2: beta\nL3: alpha two\n',
    },
  },
  'chunks are the whole text, by characters or lines': {
    context: text,
    javascript:
      'print(chunks(10).join("") === context, chunks(1, {by: "lines"}).length, chunks(10, {overlap: 3})[1].slice(0, 3) === context.slice(6, 9))',
    python:
      'print("".join(chunks(10)) == context, len(chunks(1, by="lines")), chunks(10, overlap=3)[1][:3] == context[6:9])',
    sees: { output: /^true 3 true$/im },
  },
  'an entry has path, line, column, match, groups and text': {
    context: text,
    javascript:
      'const [m] = grep("(t)(?<rest>wo)"); print(m.path === "", m.line, m.column, m.match, m.groups[0], m.groups.rest, m.text)',
    python:
      'm = grep("(t)(?P<rest>wo)")[0]\nprint(m.path == "", m.line, m["column"], m.match, m.groups[0], m.groups.rest, m["text"])',
    sees: { output: /^true 3 7 two t wo alpha two$/im },
  },
  'printed matches show each line once and how many more there are': {
    context: 'aa a\nb\na',
    javascript: 'const found = grep("a", {max: 3}); print(found); print(found.length, found.total)',
    python: 'found = grep("a", max=3)\nprint(found); print(len(found), found.total)',
    sees: { output: 'L1: aa a\n... and 1 more matches (4 in all)\n3 4\n' },
  },
  'so do those that code has chosen among them': {
    context: 'aa a\nb\na',
    javascript: 'print(grep("a").filter((m) => m.line > 1)); print(grep("zzz"))',
    python: 'print([m for m in grep("a") if m.line > 1]); print(grep("zzz"))',
    sees: { output: 'L3: a\n(no matches)\n' },
  },
  'one of them alone prints the same way': {
    context: 'b\naa a\na',
    javascript: 'print(grep("a")[0]); for (const m of grep("a").slice(2)) print("found", m)',
    python: 'print(grep("a")[0])\nfor m in grep("a")[2:]: print("found", m)',
    sees: { output: 'L2: aa a\nfound L2: aa a\nfound L3: a\n' },
  },
  'options may be written as in the other language': {
    context: text,
    python:
      'print(count("A", {"flags": "i"}), len(grep("a", {"max": 2})), len(grep("a", {"perLine": True})), lines(1, to=1, numbers=True), len(chunks(1, {"by": "lines"})))',
    sees: { output: '5 2 3 L1: alpha one 3\n' },
  },
  'per line there is one entry, and lines around come along': {
    context: 'a a\nb\nc\nd\na\ne',
    javascript:
      'const found = grep("a", {perLine: true, around: 1}); print(found.length, found[0].after, found[1].before); print(found)',
    python:
      'found = grep("a", per_line=True, around=1)\nprint(len(found), found[0].after, found[1].before); print(found)',
    sees: { output: '2 L2: b L4: d\nL1: a a\nL2: b\n--\nL4: d\nL5: a\nL6: e\n' },
  },
  'a map of texts is read path by path': {
    context: map,
    javascript:
      'print(Object.keys(context).join(), context["b/c.txt"], grep("two")); print(lines(2, 2, "a.txt"), chunks(2, {path: "b/c.txt"}).join())',
    python:
      'print(",".join(context), context["b/c.txt"], grep("two")); print(lines(2, 2, "a.txt"), ",".join(chunks(2, path="b/c.txt")))',
    sees: { output: 'a.txt,b/c.txt two a.txt:L2: two\nb/c.txt:L1: two\ntwo tw,o\n' },
  },
  'a list of texts is a list': {
    context: ['one', 'two'],
    javascript: 'print(Array.isArray(context), context.length, context[1])',
    python: 'print(isinstance(context, list), len(context), context[1])',
    sees: { output: /^true 2 two$/im },
  },
  'a text that is empty is one too': {
    context: '',
    javascript: 'print(context.length, chunks(5).length, count("a"))',
    python: 'print(len(context), len(chunks(5)), count("a"))',
    sees: { output: '0 0 0\n' },
  },
  'several plain texts are looked for at once': {
    context: text,
    javascript: 'print(count(["one", "two", "."]), grep(["beta"])[0].line)',
    python: 'print(count(["one", "two", "."]), grep(("beta",))[0].line)',
    sees: { output: '2 2\n' },
  },
  'columns and sizes count the characters of the language': {
    context: '😀a😀b\n😀c',
    javascript:
      'print(grep("b")[0].column, grep("c")[0].column, chunks(3).map((c) => c.length).join(), context.length)',
    python:
      'print(grep("b")[0].column, grep("c")[0].column, ",".join(str(len(c)) for c in chunks(3)), len(context))',
    sees: { output: '6 3 3,3,3,1 10\n' },
    seesInPython: { output: '4 2 3,3,1 7\n' },
  },
  'lines of a text with characters of two units come whole, by chunks too': {
    context: '😀a\n😀😀\nz',
    javascript: 'print(chunks(1, {by: "lines"}).join("|"), lines(2))',
    python: 'print("|".join(chunks(1, by="lines")), lines(2))',
    sees: { output: '😀a\n|😀😀\n|z 😀😀\n' },
  },
  'no chunk parts a line end': {
    context: '😀\r\n😀\r\n😀',
    python:
      'print([c for c in chunks(2)], "".join(chunks(2)) == context, [len(c) for c in chunks(3, overlap=1)])',
    sees: { output: "['😀', '\\r\\n', '😀', '\\r\\n', '😀'] True [3, 3, 3, 3]\n" },
  },
  'what is odd in a text stays': {
    context: 'a\0b\ud800c\udc00é😀',
    javascript: 'print(context); print(chunks(100)[0] === context)',
    python: 'print(context); print(chunks(100)[0] == context)',
    sees: { output: /^a\0b\ud800c\udc00é😀\ntrue\n$/i },
  },
  'a text too big for a variable is an error that names the ways around': {
    context: 'x'.repeat(70_000_000),
    javascript: 'context.length',
    python: 'len(context)',
    sees: { error: /70,000,000 characters.*use grep, count, lines and chunks/ },
  },
  'of which the helpers go on working': {
    context: `${'x'.repeat(70_000_000)}y`,
    javascript: 'print(count("y"))',
    python: '# the context\nprint(count("y"))',
    sees: { output: '1\n' },
  },
});

const mistakes: readonly (readonly [javascript: string, python: string, message: RegExp])[] = [
  [
    'grep(5)',
    'grep(5)',
    /grep: the pattern must be a str(?:ing)? or a (?:compiled )?regular expression, not an? (?:number|int)/,
  ],
  [
    'grep("x", {maximum: 1})',
    'grep("x", maximum=1)',
    /grep: unknown option "maximum"; known: .*max, path, literal/,
  ],
  ['grep("x*")', 'grep("x*")', /matches the empty string.*literal(?:: true|=True)/],
  ['grep("(")', 'grep("(")', /no valid regular expression.*literal(?:: true|=True)/],
  ['grep("")', 'grep("")', /pattern is empty|matches the empty string/],
  ['grep("x", {path: "nope"})', 'grep("x", path="nope")', /no path "nope"/],
  [
    'count("x", {max: 1})',
    'count("x", max=1)',
    /count: unknown option "max"; known: flags, path, literal/,
  ],
  ['lines("1")', 'lines("1")', /lines: from must be a (?:whole )?number, not a str/],
  ['lines(99)', 'lines(99)', /has 3 lines/],
  ['lines(3, 1)', 'lines(3, 1)', /the first is after the last/],
  ['chunks(0)', 'chunks(0)', /whole number, 1 or more/],
  ['chunks(10, {by: "line"})', 'chunks(10, by="line")', /by must be 'chars' or 'lines'/],
  [
    'chunks(10, {step: 5})',
    'chunks(10, step=5)',
    /unknown option "step"; known: overlap, by, path/,
  ],
  [
    'chunks(10, {overlap: 10})',
    'chunks(10, overlap=10)',
    /overlap must be a whole number from 0 to 9/,
  ],
  ['grep("x", {flags: "q"})', 'grep("x", flags="q")', /no flag "?'?q"?'?; known are/],
  ['grep("x".repeat(30000) + "+")', 'grep("x" * 30000 + "+")', /most is 20,000\. Match in pieces/],
  ['grep("(a)".repeat(201))', 'grep("(a)" * 201)', /201 groups; the most is 200/],
  ['grep("x", "y")', 'grep("x", "y")', /grep: (?:the )?options .*known: flags, max/],
];
keeps(
  Object.fromEntries(
    mistakes.map(([javascript, python, error]) => [
      `a wrong question about the text is an error that says what is known: ${python}`,
      { javascript: `\n${javascript}`, python: `\n${python}`, sees: { error, line: 2 } },
    ]),
  ),
);
