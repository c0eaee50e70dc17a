import { type Kept, keeps } from './support.ts';

const refuse = () => Object.assign(new Error('The budget is used up.'), { name: 'LimitRefused' });

keeps({
  'a query returns the reply': {
    javascript: 'print(await llm_query("hi"), await rlm_query("q", "text"))',
    python: 'print(llm_query("hi"), rlm_query("q", "text"))',
    sees: { output: 'reply to hi reply to q\n', notes: '' },
  },
  'a batch keeps its order, and a failed one is a text in its place': {
    answer: ({ prompt }) => (prompt === 'b' ? new Error('no b') : prompt.toUpperCase()),
    javascript:
      'print((await llm_query_batched(["a", "b", "c"])).join(), (await llm_query_batched([])).length)',
    python: 'print(",".join(llm_query_batched(["a", "b", "c"])), len(llm_query_batched([])))',
    sees: { output: 'A,Error: no b,C 0\n' },
  },
  'a failed query is an error of the line that asked': {
    answer: refuse,
    javascript: 'print(1)\n\nawait llm_query("x")',
    python: 'print(1)\n\nllm_query("x")',
    sees: { error: /^LimitRefused: The budget is used up\.$/, line: 3 },
  },
  'which code can catch': {
    answer: refuse,
    javascript: 'try { await llm_query("x") } catch (e) { print(e.name, e.message) }',
    python: 'try: llm_query("x")\nexcept Exception as e: print(type(e).__name__, e)',
    sees: { output: 'LimitRefused The budget is used up.\n' },
  },
  'children are asked side by side, each with its context': {
    answer: ({ prompt, context }) => `${prompt}:${JSON.stringify(context)}`,
    javascript:
      'print((await rlm_query_batched([{question: "q", context: {"a.txt": "t"}}, "s", {question: "l", context: ["x"]}])).join(" "))',
    python:
      'print(" ".join(rlm_query_batched([{"question": "q", "context": {"a.txt": "t"}}, "s", {"question": "l", "context": ["x"]}])))',
    sees: { output: 'q:{"a.txt":"t"} s:undefined l:["x"]\n' },
  },
  'the model is an option, of each query or of one in a batch': {
    answer: ({ model = '-' }) => model,
    javascript:
      'print(await llm_query("p", {model: "m"}), (await llm_query_batched(["a"], {model: "n"}))[0], await rlm_query("q", {model: "o"}), (await rlm_query_batched([{question: "q", model: "p"}, "r"], {model: "s"})).join(" "))',
    python:
      'print(llm_query("p", model="m"), llm_query_batched(["a"], {"model": "n"})[0], rlm_query("q", model="o"), " ".join(rlm_query_batched([{"question": "q", "model": "p"}, "r"], model="s")))',
    sees: { output: 'm n o p s\n' },
  },
  'lone surrogates, NUL and astral characters cross unharmed': {
    answer: ({ prompt }) => prompt,
    javascript: 'const odd = "a\\0\\ud800b\\udc00é😀"; print(await llm_query(odd) === odd)',
    python: 'odd = "a\\0\\ud800b\\udc00é😀"\nprint(llm_query(odd) == odd)',
    sees: { output: /^true$/im },
  },
  'more calls than may be open wait their turn, and all are answered': {
    answer: ({ prompt }) => prompt,
    javascript:
      'const all = await llm_query_batched(Array.from({length: 3000}, (_, i) => String(i))); print(all.length, all[2999])',
    python: 'all_ = llm_query_batched([str(i) for i in range(3000)])\nprint(len(all_), all_[2999])',
    sees: { output: '3000 2999\n' },
  },
  'a prompt that is too long is an error that says so': {
    javascript: 'await llm_query("x".repeat(20000001))',
    python: 'llm_query("x" * 20_000_001)',
    sees: { error: /The prompt has 20,000,001 characters; the most is 20,000,000\. Give less/ },
  },
  'waiting for queries is no computing': {
    cellSeconds: 5,
    javascript: 'await llm_query("x")',
    python: 'llm_query("x")',
    sees: { status: 'ok', error: null },
  },
});

/** What the host was asked about items, as the reply for each. */
const echo: NonNullable<Kept['answer']> = ({ name, prompt, context, model = '-' }) =>
  JSON.stringify(Object.values(context ?? {}).map((item) => `${name} ${item} ${prompt} ${model}`));

keeps({
  'what is left is told, and is no call in a row': {
    answer: ({ name }) => (name === 'budget' ? '{"turns":4,"subcalls":9,"costUsd":null}' : 'r'),
    javascript: 'const left = budget(); print(left.turns, left.subcalls, left.costUsd)',
    python:
      'for i in range(9): left = budget()\nprint(left["turns"], left["subcalls"], left["costUsd"])',
    sees: { output: '4 9 null\n', notes: '' },
    seesInPython: { output: '4 9 None\n' },
  },
  'items are classified by one call': {
    answer: echo,
    javascript:
      'print((await classify(["a", "b"], ["x", "y"], {rules: "r", model: "m"})).join("|"))',
    python: 'print("|".join(classify(["a", "b"], ["x", "y"], rules="r", model="m")))',
    sees: { output: /^classify a \{"labels": ?\["x", ?"y"\], ?"rules": ?"r"\} m\|classify b / },
  },
  'labels may have meanings': {
    answer: echo,
    javascript: 'print((await classify(["a"], {x: "of x"})).join("|"))',
    python: 'print("|".join(classify(("a",), {"x": "of x"})))',
    sees: { output: /^classify a \{"labels": ?\{"x": ?"of x"\}\} -\n/ },
  },
  'each item is answered, by a schema too': {
    answer: ({ context }) => JSON.stringify(Object.values(context ?? {}).map((n) => ({ n }))),
    javascript:
      'print((await llm_map(["a", "b"], "What?", {schema: {type: "object"}})).map((r) => r.n).join())',
    python:
      'print(",".join(r["n"] for r in llm_map(["a", "b"], "What?", schema={"type": "object"})))',
    sees: { output: 'a,b\n' },
  },
  'what the host has against it is an error of the line': {
    answer: () => new TypeError('classify: no labels'),
    javascript: '\nawait classify(["a"], [])',
    python: '\nclassify(["a"], [])',
    sees: { error: /^TypeError: classify: no labels$/, line: 2 },
  },
});

const mistakes: readonly (readonly [javascript: string, python: string, message: RegExp])[] = [
  [
    'await llm_query({text: "x"})',
    'llm_query({"text": "x"})',
    /llm_query: the prompt must be a str(?:ing)?, not an? (?:object|dict)/,
  ],
  [
    'await llm_query(5)',
    'llm_query(5)',
    /the prompt must be a str(?:ing)?, not an? (?:number|int)/,
  ],
  [
    'await llm_query("x", {temperature: 0})',
    'llm_query("x", temperature=0)',
    /llm_query: unknown option "temperature"; known: model/,
  ],
  ['await llm_query("x", "gpt")', 'llm_query("x", "gpt")', /llm_query: .*options .*model/],
  ['await llm_query("x", {model: 5})', 'llm_query("x", model=5)', /the option model must be a str/],
  [
    'await llm_query_batched("x")',
    'llm_query_batched("x")',
    /the prompts must be (?:an array of strings|a list of str), not a str/,
  ],
  [
    'await llm_query_batched(["x", null])',
    'llm_query_batched(["x", None])',
    /prompt 1 must be a str(?:ing)?, not (?:null|None)/,
  ],
  ['await rlm_query("x", 5)', 'rlm_query("x", 5)', /the context must be a str/],
  [
    'await rlm_query("x", {"a.txt": 5})',
    'rlm_query("x", {"a.txt": 5})',
    /the context's "a\.txt" must be a str/,
  ],
  [
    'await rlm_query_batched([{question: "x", contxt: "y"}])',
    'rlm_query_batched([{"question": "x", "contxt": "y"}])',
    /unknown option "contxt"/,
  ],
  ['await rlm_query_batched([5])', 'rlm_query_batched([5])', /item 0 must be like \{/],
  [
    'await classify("a", ["x"])',
    'classify("a", ["x"])',
    /classify: the items must be (?:an array of strings|a list of str), not a str/,
  ],
  [
    'await classify(["a", 5], ["x"])',
    'classify(["a", 5], ["x"])',
    /classify: item 1 must be a str/,
  ],
  [
    'await llm_map(["a"], "x", {shape: 5})',
    'llm_map(["a"], "x", shape=5)',
    /llm_map: unknown option "shape"; known: schema, model/,
  ],
];
keeps(
  Object.fromEntries(
    mistakes.map(([javascript, python, error]) => [
      `a wrong query is an error that says what is known: ${python}`,
      { javascript: `\n${javascript}`, python: `\n${python}`, sees: { error, line: 2 } },
    ]),
  ),
);
