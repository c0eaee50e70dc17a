import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openEvaluator } from '../support.ts';

const limits = { timeout: 60_000 };

test('variables, functions and classes persist and can be declared again', limits, async () => {
  const { run } = await openEvaluator();
  await run(
    'const a = 1; let b = 2; class C { get c() { return a } }\nfunction d() { return a + b }',
  );
  await run('const a = 10; class C { get c() { return -a } }\nlet b\nb = 5');
  const { output, error } = await run('function d() { return 2 * (a + b) }\nprint(d(), new C().c)');
  assert.equal(error, null);
  assert.equal(output, '30 -10\n');
});

test('destructured names, and var in blocks and loops, persist too', limits, async () => {
  const { run } = await openEvaluator();
  await run('const {a, b: [, c = 3], ...d} = {a: 1, b: [0], e: 5}');
  await run('for (var i = 0; i < 4; i++) { var last = i } if (true) { var f = "f" }');
  assert.equal((await run('print(a, c, d, i, last, f)')).output, '1 3 { e: 5 } 4 3 f\n');
});

test('a cell that fails keeps what it had assigned, paid replies included', limits, async () => {
  const { run } = await openEvaluator();
  const failed = await run(
    'const paid = await llm_query("p")\nconst more = null.foo\nlet never = 1',
  );
  assert.equal(failed.status, 'error');
  assert.deepEqual(failed.error, {
    name: 'TypeError',
    message: "cannot read property 'foo' of null",
    line: 2,
  });
  assert.equal((await run('print(paid)')).output, 'reply to p\n');
  assert.equal((await run('never')).error?.message, 'never is not defined');
});

test('a name keeps its earlier value when a later initialiser fails', limits, async () => {
  const { run } = await openEvaluator();
  await run('const a = 1');
  await run('const a = null.foo');
  assert.equal((await run('print(a)')).output, '1\n');
});

test(
  "an error names this cell's line, even when an earlier cell's function throws",
  limits,
  async () => {
    const { run } = await openEvaluator();
    await run('function deep(n) {\n if (n > 0) return deep(n - 1)\n throw new Error("bottom")\n}');
    assert.equal((await run('\n\n\n deep(20)')).error?.line, 4);
    assert.equal((await run('await 1\nawait (async () => {\n deep(2) })()')).error?.line, 3);
  },
);

test('syntax errors name the line and run nothing', limits, async () => {
  const { run } = await openEvaluator();
  const { status, error, output } = await run('print("no")\nconst a = ;');
  assert.equal(status, 'error');
  assert.deepEqual(error, { name: 'SyntaxError', message: 'Unexpected token', line: 2 });
  assert.equal(output, '');
});

test('queries that are not awaited are waited for, and the model is told', limits, async () => {
  const { run } = await openEvaluator();
  const result = await run('print("first")\nconst p = llm_query("x")\nprint(p)');
  assert.equal(result.status, 'ok');
  assert.equal(result.output, 'first\nPromise (not awaited: use await)\n');
  assert.deepEqual(result.notes, [
    'llm_query in line 2 was not awaited: write `await llm_query(...)` to get its answer.',
  ]);
  const later = await run('print(await p)');
  assert.equal(later.output, 'reply to x\n');
  assert.deepEqual(later.notes, []);
});

test('many queries that were not awaited make one note', limits, async () => {
  const { run } = await openEvaluator();
  const { notes } = await run('for (let i = 0; i < 50; i++) llm_query("x" + i)');
  assert.equal(notes.length, 1);
  assert.match(String(notes[0]), /\(50 times\)$/);
});

test('a query used by then or Promise.all counts as awaited', limits, async () => {
  const { run } = await openEvaluator();
  const result = await run(
    'llm_query("x").then((text) => { globalThis.seen = text })\nprint(await Promise.all([llm_query("y")]))',
  );
  assert.deepEqual(result.notes, []);
  assert.equal(result.output, '["reply to y"]\n');
  assert.equal((await run('print(seen)')).output, 'reply to x\n');
});

test('a rejection that nothing handles is told', limits, async () => {
  const { run } = await openEvaluator();
  const { status, notes } = await run('async function f() {\n throw new Error("lost") }\nf()');
  assert.equal(status, 'ok');
  assert.deepEqual(notes, ['A promise was rejected and nothing awaited it: Error: lost (line 2)']);
  const many = await run('for (let i = 0; i < 1000; i++) Promise.reject(i)');
  assert.equal(many.notes.length, 4);
  assert.deepEqual((await run('const p = Promise.reject(1); await p.catch(() => 0)')).notes, []);
});

test('awaiting what can never settle is an error', limits, async () => {
  const { run } = await openEvaluator();
  const { status, error } = await run('await new Promise(() => {})');
  assert.equal(status, 'error');
  assert.match(String(error?.message), /can never settle/);
  assert.equal((await run('print("on")')).output, 'on\n');
});

test('a failed query rejects with its message, at the line that asked', limits, async () => {
  const refuse = Object.assign(new Error('The budget is used up.'), { name: 'LimitRefused' });
  const { run } = await openEvaluator({ answer: () => refuse });
  const { error } = await run('print(1)\n\nawait llm_query("x")');
  assert.deepEqual(error, { name: 'LimitRefused', message: 'The budget is used up.', line: 3 });
  const caught = await run('try { await llm_query("x") } catch (e) { print(e.message) }');
  assert.equal(caught.output, 'The budget is used up.\n');
});

test('a batch keeps its order, and a failed one is a text in its place', limits, async () => {
  const answer = ({ prompt }: { prompt: string }) =>
    prompt === 'b' ? new Error('no b') : prompt.toUpperCase();
  const { run } = await openEvaluator({ answer });
  const { output } = await run(
    'print(await llm_query_batched(["a", "b", "c"]), await llm_query_batched([]))',
  );
  assert.equal(output, '["A", "Error: no b", "C"] []\n');
});

test('calls carry their model, context and batch, and nothing else', limits, async () => {
  const seen: unknown[] = [];
  const answer = (request: unknown) => {
    seen.push(request);
    return '';
  };
  const { run } = await openEvaluator({ answer });
  await run('await llm_query("p\\u0000\\ud800", {model: "m"})');
  await run('await llm_query_batched(["a", "b"]); await llm_query_batched(["c"], {model: "n"})');
  await run('await rlm_query("q"); await rlm_query("q", "t"); await rlm_query("q", {model: "m"})');
  await run(
    'await rlm_query_batched(["s", {question: "q", context: {"a.txt": "t"}}], {model: "m"})',
  );
  const context = { 'a.txt': 't' };
  assert.deepEqual(seen, [
    { name: 'llm_query', prompt: 'p\0\ud800', model: 'm' },
    { name: 'llm_query_batched', prompt: 'a', batch: 1 },
    { name: 'llm_query_batched', prompt: 'b', batch: 1 },
    { name: 'llm_query_batched', prompt: 'c', model: 'n', batch: 2 },
    { name: 'rlm_query', prompt: 'q' },
    { name: 'rlm_query', prompt: 'q', context: 't' },
    { name: 'rlm_query', prompt: 'q', model: 'm' },
    { name: 'rlm_query_batched', prompt: 's', model: 'm', batch: 3 },
    { name: 'rlm_query_batched', prompt: 'q', context, model: 'm', batch: 3 },
  ]);
});

const mistakes: readonly (readonly [code: string, message: RegExp])[] = [
  ['await llm_query({text: "x"})', /llm_query: the prompt must be a string, not an object/],
  ['await llm_query()', /must be a string, not undefined/],
  ['await llm_query(llm_query("x"))', /not a Promise: await it first/],
  ['await llm_query("x", {temperature: 0})', /unknown option "temperature"; known: model/],
  ['await llm_query("x", "gpt")', /the options must be an object/],
  ['await llm_query("x", {model: 5})', /the option model must be a string, not a number/],
  ['await llm_query_batched("x")', /must be an array of strings, not a string/],
  ['await llm_query_batched(["x", null])', /prompt 1 must be a string, not null/],
  ['await rlm_query("x", 5)', /the context must be a string, an array/],
  ['await rlm_query("x", {"a.txt": 5})', /the context's "a.txt" must be a string/],
  ['await rlm_query_batched([{query: "x"}])', /unknown option "query"|question 0 must be a string/],
  ['await rlm_query_batched([{question: "x", contxt: "y"}])', /unknown option "contxt"/],
  ['grep(5)', /a string or a regular expression, not a number/],
  [
    'grep("x", {maximum: 1})',
    /unknown option "maximum"; known: flags, max, path, literal, around, perLine/,
  ],
  ['grep("x", {around: "2"})', /the option around must be a number, not a string/],
  ['grep("x", {around: 0.5})', /around must be a whole number of lines/],
  ['grep("x", {perLine: 1})', /the option perLine must be a boolean, not a number/],
  ['grep("x*")', /literal: true/],
  ['grep("x", {path: "nope"})', /path/],
  ['count("x", {max: 1})', /unknown option "max"; known: flags, path, literal/],
  ['lines("1")', /from must be a number, not a string/],
  ['lines(99)', /has 3 lines/],
  ['outline({file: "a"})', /unknown option "file"; known: path/],
  ['outline("a.txt")', /There is no path "a.txt": context is one string/],
  ['outline(5)', /the options must be an object \(known: path\), not a number/],
  ['chunks(10, {by: "line"})', /by must be 'chars' or 'lines'/],
  ['chunks(10, {step: 5})', /unknown option "step"; known: overlap, by, path/],
  ['FINAL()', /the value is undefined/],
  ['FINAL_VAR("answr")', /no variable is called "answr"; there are none yet/],
  ['setTimeout(() => {}, 1)', /setTimeout is not defined/],
  ['structuredClone(() => 1)', /a function can't be cloned/],
];

for (const [code, message] of mistakes) {
  test(`a mistake is an error that says what is known: ${code}`, limits, async () => {
    const { run } = await openEvaluator();
    const { status, error } = await run(`\n${code}`);
    assert.equal(status, 'error');
    assert.match(String(error?.message), message);
    assert.equal(error?.line, 2);
  });
}

test('context is a string, and grep, count, lines and chunks look into it', limits, async () => {
  const { run } = await openEvaluator({ context: 'alpha one\r\nbeta\nalpha two' });
  assert.equal((await run('print(typeof context, context.length)')).output, 'string 25\n');
  assert.equal((await run('print(grep("^alpha"))')).output, 'L1: alpha one\nL3: alpha two\n');
  assert.equal((await run('print(count(/a/g), count("A", {flags: "i"}))')).output, '5 5\n');
  assert.equal(
    (await run('print(lines(1, 2)); print(lines(2, 3, {numbers: true}))')).output,
    'alpha one\nbeta\nL2: beta\nL3: alpha two\n',
  );
  assert.equal(
    (await run('print(chunks(10).join("") === context, chunks(1, {by: "lines"}))')).output,
    'true ["alpha one\\r\\n", "beta\\n", "alpha two"]\n',
  );
  const [match] = JSON.parse((await run('print(JSON.stringify(grep(/(t)wo/)))')).output);
  assert.deepEqual(match, {
    path: '',
    line: 3,
    column: 7,
    offset: 22,
    match: 'two',
    groups: ['t'],
    text: 'alpha two',
  });
});

test('printed matches show each line once and how many more there are', limits, async () => {
  const { run } = await openEvaluator({ context: 'aa a\nb\na' });
  const printed = 'L1: aa a\n... and 1 more matches (4 in all)\n';
  assert.equal((await run('const found = grep("a", {max: 3}); print(found)')).output, printed);
  assert.equal((await run('print(found.length, found.total)')).output, '3 4\n');
  assert.equal((await run('print(grep("a").filter((m) => m.line > 1))')).output, 'L3: a\n');
  assert.equal((await run('print(grep("zzz"))')).output, '(no matches)\n');
});

test('a map of texts is made path by path, and matches name theirs', limits, async () => {
  const { run } = await openEvaluator({ context: { 'a.txt': 'one\ntwo', 'b/c.txt': 'two' } });
  assert.equal(
    (await run('print(context)')).output,
    '{ "a.txt": [7 characters], "b/c.txt": [3 characters] }\n',
  );
  assert.equal(
    (await run('print(context["b/c.txt"], Object.keys(context))')).output,
    'two ["a.txt", "b/c.txt"]\n',
  );
  assert.equal((await run('print(grep("two"))')).output, 'a.txt:L2: two\nb/c.txt:L1: two\n');
  assert.equal(
    (await run('print(lines(2, 2, "a.txt"), chunks(2, {path: "b/c.txt"}))')).output,
    'two ["tw", "o"]\n',
  );
});

test('a list of texts is an array', limits, async () => {
  const { run } = await openEvaluator({ context: ['one', 'two'] });
  assert.equal(
    (await run('print(Array.isArray(context), context)')).output,
    'true ["one", "two"]\n',
  );
});

test(
  'text keeps lone surrogates, NUL and astral characters on its way in and out',
  limits,
  async () => {
    const odd = 'a\0b\ud800c\udc00é😀';
    const { run } = await openEvaluator({ context: odd });
    assert.equal((await run('print(context)')).output, `${odd}\n`);
    assert.equal(
      (await run('print(chunks(100)[0] === context, context.length)')).output,
      'true 10\n'.replace('10', String(odd.length)),
    );
  },
);

test('everything prints readably', limits, async () => {
  const { run } = await openEvaluator();
  const shown: readonly (readonly [string, string])[] = [
    ['"a", 1, -0, 10n, null, undefined, true', 'a 1 -0 10n null undefined true'],
    ['{a: [1, {b: "c"}], "d-e": () => 1}', '{ a: [1, { b: "c" }], "d-e": [function d-e] }'],
    ['new Map([[{k: 1}, "v"]]), new Set([1, "x"])', 'Map(1) { { k: 1 } => "v" } Set(2) { 1, "x" }'],
    ['new TypeError("bad", {cause: new Error("why")})', 'TypeError: bad [cause: Error: why]'],
    ['(() => { const o = {n: 1}; o.o = o; return o })()', '{ n: 1, o: [circular] }'],
    ['new (class Point { x = 1; get y() { return 2 } })', 'Point { x: 1 }'],
    [
      '{get a() { throw 1 }}, Symbol("s"), /r/g, new Date(0)',
      '{ a: [getter] } Symbol(s) /r/g 1970-01-01T00:00:00.000Z',
    ],
    ['Promise.resolve(1)', 'Promise (not awaited: use await)'],
    ['[], {}, [[]]', '[] {} [[]]'],
    ['new Uint8Array(3)', 'Uint8Array [0, 0, 0]'],
    ['new Proxy({}, {ownKeys() { throw new Error("trap") }})', "[can't be shown: trap]"],
  ];
  for (const [code, text] of shown) {
    assert.equal((await run(`console.log(${code})`)).output, `${text}\n`);
  }
});

test('what is long is printed in lines', limits, async () => {
  const { run } = await openEvaluator();
  const { output } = await run(
    'print(Array.from({length: 3}, (_, i) => ({name: "x".repeat(40), i})))',
  );
  const item = (at: number) => `  { name: "${'x'.repeat(40)}", i: ${at} }`;
  assert.equal(output, `[\n${item(0)},\n${item(1)},\n${item(2)}\n]\n`);
  assert.ok(
    (await run('print(Array.from({length: 1000}, (_, i) => i))')).output.split('\n').length < 60,
  );
});

test('output is capped, with its head, its tail and the true number', limits, async () => {
  const { run } = await openEvaluator();
  const { output, outputChars } = await run('print("a" + "x".repeat(1e6) + "z")');
  assert.equal(outputChars, 1_000_003);
  assert.match(output, /^ax+\n\.\.\. 800,003 characters left out \.\.\.\nx+z\n$/);
  const flood = await run('for (let i = 0; i < 3000; i++) print("y".repeat(1000))');
  assert.equal(flood.outputChars, 3_003_000);
  assert.ok(flood.output.length < 201_000);
});

test('SHOW_VARS shows what the code has made, and is not printed twice', limits, async () => {
  const { run } = await openEvaluator();
  await run('const text = "x".repeat(1204), list = [1, 2], map = new Map([[1, 2]]), n = 5');
  const listing =
    'text: string (1,204 characters)\nlist: Array (2 items)\nmap: Map (1 entry)\nn: number\n';
  assert.equal((await run('SHOW_VARS()')).output, listing);
  const { output, variables } = await run('print(SHOW_VARS())');
  assert.equal(output, listing);
  assert.deepEqual(variables[0], { name: 'text', type: 'string', size: '1,204 characters' });
  assert.deepEqual(
    variables.map(({ name }) => name),
    ['text', 'list', 'map', 'n'],
  );
});

const answers: readonly (readonly [code: string, final: string | null])[] = [
  ['FINAL("text")', 'text'],
  ['FINAL(42)', '42'],
  [
    'FINAL({a: new Map([["k", 1]]), b: new Set([2]), c: 3n})',
    '{\n  "a": {\n    "k": 1\n  },\n  "b": [\n    2\n  ],\n  "c": "3"\n}',
  ],
  ['const report = ["x"]; FINAL_VAR("report")', '[\n  "x"\n]'],
  ['FINAL_VAR(["by", "value"])', '[\n  "by",\n  "value"\n]'],
  ['answer.content = "c"; answer.ready = true', 'c'],
  ['answer = {content: "c", ready: true}', 'c'],
  ['FINAL("one"); print("goes on"); FINAL("two")', 'two'],
  ['FINAL("one"); answer.content = "two"; answer.ready = true', 'two'],
  ['answer.content = "two"; answer.ready = true; FINAL("one")', 'one'],
  ['FINAL(llm_query("not awaited"))', 'reply to not awaited'],
  ['FINAL("x"); null.foo', null],
  ['FINAL(null)', null],
  ['FINAL(" ")', null],
  ['FINAL("one"); FINAL("")', 'one'],
  ['FINAL(Promise.resolve(null))', null],
  ['answer = "text"', null],
  ['answer = {content: " ", ready: true}', null],
  ['answer.content = "c"', null],
  ['print("FINAL(x)")', null],
];

for (const [code, final] of answers) {
  test(`submits ${JSON.stringify(final)}: ${code}`, limits, async () => {
    const { run } = await openEvaluator();
    assert.equal((await run(code)).final, final);
    assert.equal((await run('print("later")')).final, null);
  });
}

test('answer.content is the candidate, whatever the cell came to', limits, async () => {
  const { run } = await openEvaluator();
  assert.equal((await run('print(1)')).candidate, null);
  const failed = await run('answer.content = "draft"; answer.ready = true; null.foo');
  assert.deepEqual([failed.final, failed.candidate], [null, 'draft']);
  const empty = await run('answer.content = ""; answer.ready = true');
  assert.equal(empty.final, null);
  assert.match(empty.notes.join(), /answer\.content is empty/);
});

test('an answer that is nothing is refused, and the model is told', limits, async () => {
  const { run } = await openEvaluator();
  const nothing = await run('let nothing = null; FINAL_VAR("nothing")');
  assert.deepEqual(
    [nothing.status, nothing.error?.message],
    ['error', 'FINAL: the value is null.'],
  );
  const empty = await run('FINAL("")');
  assert.equal(empty.status, 'ok');
  assert.match(empty.notes.join(), /^FINAL was given an empty text/);
});

test('a variable named answer becomes the candidate, and the model is told', limits, async () => {
  const { run } = await openEvaluator();
  const result = await run('const answer = await llm_query("x"); print(answer)');
  assert.equal(result.output, 'reply to x\n');
  assert.equal(result.candidate, 'reply to x');
  assert.match(
    result.notes.join(),
    /^answer is a name of the REPL .* kept as answer\.content, but not submitted/,
  );
  assert.equal((await run('FINAL(answer)')).final, 'reply to x');
});

test('given names that were overwritten come back, and the model is told', limits, async () => {
  const { run } = await openEvaluator({ context: 'one\ntwo' });
  const taken = await run(
    'const lines = context.split("\\n"); let count = 0; for (const line of lines) count++; print(count)\nfunction grep() { return "mine" }\nprint(grep())',
  );
  assert.equal(taken.output, '2\nmine\n');
  assert.match(taken.notes.join(), /lines is a name of the REPL and comes back/);
  await run('context = 5; print = llm_query = console = FINAL = null; delete globalThis.chunks');
  await run(
    'console.log = 5; for (const n of ["print", "llm_query"]) try { Object.defineProperty(globalThis, n, {value: 1}) } catch {}',
  );
  const back = await run(
    'console.log(typeof lines, count("o"), typeof grep, context.length, typeof chunks, await llm_query("x"))',
  );
  assert.equal(back.output, 'function 2 function 7 function reply to x\n');
});

test('structuredClone copies cycles, maps, sets, dates and bytes', limits, async () => {
  const { run } = await openEvaluator();
  const { output, error } = await run(`
    const original = {m: new Map([[1, new Set([2])]]), d: new Date(5), b: new Uint8Array([7, 8]), n: null};
    original.self = original;
    const copy = structuredClone(original);
    print(copy.self === copy, copy !== original, copy.m.get(1).has(2), copy.d.getTime(), copy.b[1], copy.n)`);
  assert.equal(error, null);
  assert.equal(output, 'true true true 5 8 null\n');
});

test('code that never ends is stopped softly, with its state kept', limits, async () => {
  const { run } = await openEvaluator({ cellSeconds: 0.2 });
  const { status, error, durationMs, final } = await run('let n = 0\nFINAL("x")\nfor (;;) n++');
  assert.equal(status, 'timeout');
  assert.match(String(error?.message), /more than 0\.2 s/);
  assert.equal(final, null);
  assert.ok(durationMs >= 200);
  assert.equal((await run('print(n > 0)')).output, 'true\n');
});

const endless: readonly string[] = [
  'try { for (;;); } catch { print("caught") } finally { print("finally") }',
  'async function spin() { for (;;) await 0 } spin(); spin(); await spin()',
  '/(a+)+$/.test("a".repeat(40) + "b")',
  'for (;;) "x".repeat(1e6)',
  'for (;;) print("flood")',
  'class Evil { static toString() { for (;;); } } print("" + Evil)',
  'await 1; [1].map(() => { for (;;); })',
];

for (const code of endless) {
  test(`can't escape the soft deadline: ${code}`, limits, async () => {
    const { run } = await openEvaluator({ cellSeconds: 0.3 });
    const { status, output, durationMs } = await run(code);
    assert.equal(status, 'timeout');
    // Also where each step is one long native call: the checks keep their pace.
    assert.ok(durationMs < 1_500, `${durationMs} ms`);
    assert.doesNotMatch(output, /caught|finally/);
    assert.equal((await run('print("alive")')).output, 'alive\n');
  });
}

test('waiting for queries is no computing', limits, async () => {
  const { run, control } = await openEvaluator({ cellSeconds: 0.2 });
  const started = Date.now();
  const { status, durationMs } = await run('await llm_query("x")');
  assert.equal(status, 'ok');
  assert.ok(durationMs <= Date.now() - started);
  assert.equal(control.computedMs, durationMs);
});

test('memory without end is an error, and the state is kept', limits, async () => {
  const { run } = await openEvaluator();
  await run('const kept = 1');
  const { status, error } = await run(
    '(() => { const all = []; for (;;) all.push("x".repeat(1e5) + all.length) })()',
  );
  assert.equal(status, 'error');
  assert.match(String(error?.message), /out of memory: the sandbox has 128 MB/);
  assert.equal((await run('print(kept)')).output, '1\n');
});

test('memory that stays full makes the interpreter unusable, and it says so', limits, async () => {
  const { run } = await openEvaluator();
  await assert.rejects(run('const all = []; for (;;) all.push("x".repeat(1e5) + all.length)'), {
    name: 'OutOfMemory',
  });
});

test('a text too big for a variable is an error that names the ways around', limits, async () => {
  const { run } = await openEvaluator({ context: 'x'.repeat(70_000_000) });
  const { error } = await run('context.length');
  assert.match(String(error?.message), /70,000,000 characters.*use grep, count, lines and chunks/);
  assert.match(String((await run('lines(1, 1)')).error?.message), /does not fit/);
  assert.equal((await run('print(count("x"))')).output, '70000000\n');
});

test('a saved state goes on in another interpreter', limits, async () => {
  const first = await openEvaluator({ context: 'text' });
  await first.run('let n = 41; function next() { return ++n }\nanswer.content = "draft"; context');
  const second = await openEvaluator({
    context: 'text',
    saved: first.evaluator.save(),
  });
  const { output, candidate } = await second.run('print(next(), context, await llm_query("x"))');
  assert.equal(output, '42 text reply to x\n');
  assert.equal(candidate, 'draft');
  assert.equal((await first.run('print(n)')).output, '41\n');
});

test('code finds no way to the machine', limits, async () => {
  const { run } = await openEvaluator();
  const names = [
    'process',
    'require',
    'fetch',
    'WebSocket',
    'Worker',
    'WebAssembly',
    'Buffer',
    'module',
    'setTimeout',
    'Atomics',
  ];
  const { output } = await run(`print([${names.map((name) => `typeof ${name}`).join()}].join())`);
  assert.equal(output, `${names.map(() => 'undefined').join()}\n`);
  assert.match(String((await run('await import("node:fs")')).error?.message), /./);
  const date = await run('print(new Date(0).getTimezoneOffset(), this === globalThis)');
  assert.equal(date.output, '0 true\n');
  const stack = await run('try { grep("(") } catch (e) { print(e.stack) }');
  assert.doesNotMatch(stack.output, /\.ts|\.js|file:/);
});
