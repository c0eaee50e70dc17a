import { keeps } from './support.ts';

const rows: readonly (readonly [
  javascript: string,
  python: string,
  final: string | null,
  finalOfPython?: string | null,
])[] = [
  ['FINAL("text")', 'FINAL("text")', 'text'],
  ['FINAL(42)', 'FINAL(42)', '42'],
  [
    'FINAL(new Date(0))',
    'import datetime\nFINAL(datetime.date(1970, 1, 1))',
    '1970-01-01T00:00:00.000Z',
    '1970-01-01',
  ],
  ['FINAL([1, 2].map(String).values())', 'FINAL(map(str, [1, 2]))', '[\n  "1",\n  "2"\n]'],
  ['FINAL(new Map([["a", 1]]).keys())', 'FINAL({"keys": {"a": 1}.keys()}["keys"])', '[\n  "a"\n]'],
  ['FINAL(new Uint8Array([1, 2]))', 'FINAL(range(1, 3))', '[\n  1,\n  2\n]'],
  ['FINAL(["a", 1.5])', 'FINAL(("a", 1.5))', '[\n  "a",\n  1.5\n]'],
  [
    'FINAL({a: new Map([["k", 1]]), b: new Set([2])})',
    'import collections\nFINAL({"a": collections.Counter("k"), "b": {2}})',
    '{\n  "a": {\n    "k": 1\n  },\n  "b": [\n    2\n  ]\n}',
  ],
  [
    'const report = ["x"]; FINAL_VAR("report")',
    'report = ["x"]\nFINAL_VAR("report")',
    '[\n  "x"\n]',
  ],
  ['FINAL_VAR(["by", "value"])', 'FINAL_VAR(["by", "value"])', '[\n  "by",\n  "value"\n]'],
  [
    'answer.content = "c"; answer.ready = true',
    'answer["content"] = "c"; answer["ready"] = True',
    'c',
  ],
  ['answer = {content: "c", ready: true}', 'answer = {"content": "c", "ready": True}', 'c'],
  [
    'answer.content = ["c"]; answer.ready = true',
    'answer.update(content=["c"], ready=True)',
    '[\n  "c"\n]',
  ],
  [
    'FINAL("one"); print("goes on"); FINAL("two")',
    'FINAL("one"); print("goes on"); FINAL("two")',
    'two',
  ],
  [
    'FINAL("one"); answer.content = "two"; answer.ready = true',
    'FINAL("one"); answer["content"] = "two"; answer["ready"] = True',
    'two',
  ],
  [
    'answer.content = "two"; answer.ready = true; FINAL("one")',
    'answer["content"] = "two"; answer["ready"] = True; FINAL("one")',
    'one',
  ],
  [
    'FINAL("one"); answer = {content: "two", ready: true}',
    'FINAL("one"); answer = {"content": "two", "ready": True}',
    'two',
  ],
  [
    'answer = {content: "two", ready: true}; FINAL("one")',
    'answer = {"content": "two", "ready": True}; FINAL("one")',
    'one',
  ],
  [
    'answer.content = "c"; answer.ready = true; answer.ready = false',
    'answer["content"] = "c"; answer["ready"] = True; answer["ready"] = False',
    null,
  ],
  ['FINAL("x"); null.foo', 'FINAL("x"); None.foo', null],
  ['FINAL(null)', 'FINAL(None)', null],
  ['FINAL(" ")', 'FINAL(" ")', null],
  ['FINAL("one"); FINAL("")', 'FINAL("one"); FINAL("")', 'one'],
  ['answer = "text"', 'answer = "text"', null],
  ['answer = {content: " ", ready: true}', 'answer = {"content": " ", "ready": True}', null],
  ['answer.content = "c"', 'answer["content"] = "c"', null],
  ['print("FINAL(x)")', 'print("FINAL(x)")', null],
  ['FINAL(grep("t"))', 'FINAL(grep("t"))', 'L2: two\nL3: three'],
  ['answer.content = "c"; FINAL(answer)', 'answer["content"] = "c"; FINAL(answer)', 'c'],
  ['FINAL(true)', 'FINAL(True)', 'true'],
  [
    'FINAL({when: "é", n: null})',
    'FINAL({"when": "é", "n": None})',
    '{\n  "when": "é",\n  "n": null\n}',
  ],
  [
    'const o = {n: 1}; o.o = o; FINAL(o)',
    'o = {"n": 1}; o["o"] = o; FINAL(o)',
    '{ n: 1, o: [circular] }',
    "{'n': 1, 'o': {...}}",
  ],
];

keeps(
  Object.fromEntries(
    rows.map(([javascript, python, final, own]) => [
      `${python.replaceAll('\n', '; ')} submits ${JSON.stringify(own ?? final)}`,
      {
        javascript,
        python,
        sees: final === null ? { final, ...fails(javascript) } : { final },
        ...(own === undefined ? {} : { seesInPython: { final: own } }),
      },
    ]),
  ),
);

function fails(code: string) {
  return /null(?:\.foo|\))/.test(code) ? { status: 'error' as const } : {};
}

keeps({
  'what one cell submits is not the next one’s': {
    javascript: ['FINAL("x")', 'print("later")'],
    python: ['FINAL("x")', 'print("later")'],
    sees: { final: null, output: 'later\n' },
  },
  'the content is the candidate, whatever the cell came to': {
    javascript: 'answer.content = "draft"; answer.ready = true; null.foo',
    python: 'answer["content"] = "draft"; answer["ready"] = True; None.foo',
    sees: { status: 'error', final: null, candidate: 'draft' },
  },
  'and stays so': {
    javascript: ['answer.content = "draft"', 'print(answer.content)'],
    python: ['answer["content"] = "draft"', 'print(answer["content"], answer)'],
    sees: { candidate: 'draft', output: 'draft\n' },
    seesInPython: { output: "draft {'content': 'draft', 'ready': False}\n" },
  },
  'ready without content is told': {
    javascript: 'answer.ready = true',
    python: 'answer["ready"] = True',
    sees: { final: null, notes: /answer.*ready.* was set, but answer.*content.* is empty/ },
  },
  'nothing is no answer, and is an error that says so': {
    javascript: 'const nothing = null; FINAL_VAR("nothing")',
    python: 'nothing = None\nFINAL_VAR("nothing")',
    sees: { error: /^TypeError: FINAL: the value is (?:null|None)\.$/ },
  },
  'an empty text is none either, and is told': {
    javascript: 'FINAL("")',
    python: 'FINAL("")',
    sees: { final: null, notes: /^FINAL was given an empty text/ },
  },
  'a text given to the name answer is its content, and is told': {
    javascript: 'const answer = await llm_query("x"); print(answer)',
    python: 'answer = llm_query("x")\nprint(answer)',
    sees: {
      output: 'reply to x\n',
      candidate: 'reply to x',
      final: null,
      notes: /^answer is a name of the REPL .* kept as answer.*content.*, but not submitted/,
    },
  },
  'which can be submitted then': {
    javascript: ['answer = "text"', 'FINAL(answer)'],
    python: ['answer = "text"', 'FINAL(answer)'],
    sees: { final: 'text' },
  },
  'an unknown name is answered with those that there are': {
    javascript: 'const a = 1; FINAL_VAR("answr")',
    python: 'a = 1\nFINAL_VAR("answr")',
    sees: { error: /FINAL_VAR: no variable is called ['"]answr['"]; the variables are a\./ },
  },
  'a variable can be given as its text too': {
    python: 'report = "the whole text"\nFINAL_VAR(report)',
    sees: { final: 'the whole text' },
  },
  'the dict can be read as in the other language': {
    python: 'answer.content = "c"\nanswer.ready = True',
    sees: { final: 'c' },
  },
});
