import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Citation, RunEventBody, RunStarted, StoredEvent } from '../../src/core/events.ts';
import type { TextField, TextRef } from '../../src/core/textRef.ts';
import type { TreeUsage } from '../../src/core/usage.ts';
import { textFields } from '../../src/runs/storedEvent.ts';
import { javascriptOptions } from './javascriptRun.ts';

/** 14 March 2026, 09:42 UTC: a recording is the same whenever it is made. */
export const sampleStart = 1_773_481_320_000;

/** Writes events as a run does: numbered, timed, long texts cut and kept beside them. */
export class Recording {
  readonly events: StoredEvent[] = [];
  /** The whole of the texts that were cut, by hash. */
  readonly texts = new Map<string, string>();
  /** USD of all replies and calls so far. */
  spent = 0;
  #now = sampleStart;
  #seq = 0;

  /** Lets `ms` pass and adds one event of the run at `run`. */
  add(ms: number, body: RunEventBody, run = ''): this {
    this.#now += ms;
    if ('costUsd' in body && body.type !== 'run.finished') this.spent += body.costUsd ?? 0;
    const seq = body.type === 'model.delta' ? 0 : ++this.#seq;
    this.events.push(this.#shorten({ ...body, seq, at: this.#now, run }));
    return this;
  }

  #shorten(event: StoredEvent): StoredEvent {
    const refs: Partial<Record<TextField, TextRef>> = {};
    const cut: Partial<Record<TextField, string>> = {};
    for (const field of textFields) {
      const text = (event as Partial<Record<TextField, string>>)[field];
      if (text === undefined || text.length <= 4_096) continue;
      const sha256 = createHash('sha256').update(text).digest('hex');
      this.texts.set(sha256, text);
      refs[field] = { sha256, chars: text.length };
      cut[field] = text.slice(0, 512);
    }
    return Object.keys(refs).length === 0 ? event : ({ ...event, ...cut, refs } as StoredEvent);
  }
}

const question = 'Which services failed on 14 March, and what set each failure off?';
const chars = 48_213_044;

export const started: RunStarted = {
  type: 'run.started',
  follows: null,
  runId: '20260314-094200-sample',
  question,
  context: {
    kind: 'string',
    chars,
    items: 1,
    lines: 512_331,
    label: 'platform.log',
    sources: [
      {
        path: '',
        chars,
        lines: 512_331,
        origin: { uri: 'file:///logs/platform.log', firstLine: 1 },
      },
    ],
  },
  options: { ...javascriptOptions, rootModel: 'gpt-5', subModel: 'gpt-5-mini' },
  models: { root: 'gpt-5', sub: 'gpt-5-mini', provider: 'openai' },
};

export const answer = `**Three services failed.** Each failure began with a change in something it depends on:

| service | errors | first | set off by |
| --- | --- | --- | --- |
| payments | 4,112 | 09:14:02 | certificate of the bank gateway expired [L48210-L48216] |
| search | 986 | 11:30:47 | index moved to a full disk [L190022] [L190044-L190051] |
| mail | 73 | 16:05:10 | retries after the search failure [L401877] |

The log says "TLS handshake refused, certificate expired 09:14:00" and "no space left on **device**", but
not, as the ticket has it, "mail queue is corrupt".
`;

const quotes = [
  {
    text: 'TLS handshake refused, certificate expired 09:14:00',
    verified: true,
    place: { path: '', startLine: 48_212, endLine: 48_212 },
  },
  {
    text: 'no space left on device',
    verified: true,
    place: { path: '', startLine: 190_045, endLine: 190_045 },
  },
  { text: 'mail queue is corrupt', verified: false, place: null },
];

function cited(
  startLine: number,
  endLine: number,
  found: Pick<Citation, 'verified' | 'shown' | 'sha256'>,
): Citation {
  return { path: '', startLine, endLine, ...found };
}

export const citations = [
  cited(48_210, 48_216, { verified: true, shown: true, sha256: 'a'.repeat(64) }),
  cited(190_022, 190_022, { verified: true, shown: true, sha256: 'b'.repeat(64) }),
  cited(190_044, 190_051, { verified: true, shown: false, sha256: 'c'.repeat(64) }),
  cited(401_877, 401_877, { verified: false, shown: false, sha256: '' }),
];

export function usage(inputTokens: number, outputTokens: number, cachedInputTokens = 0) {
  return { inputTokens, cachedInputTokens, outputTokens, estimated: false };
}

function treeUsage(): TreeUsage {
  const root = { ...usage(18_402, 2_310, 9_120), calls: 4, costUsd: 0.021 };
  const sub = { ...usage(148_903, 4_022), calls: 17, costUsd: 0.041 };
  return { ...usage(167_305, 6_332, 9_120), models: { 'gpt-5': root, 'gpt-5-mini': sub } };
}

/** Streams a reply in pieces, then the whole of it. */
export function reply(
  recording: Recording,
  iteration: number,
  ms: number,
  text: string,
  costUsd: number | null,
  purpose: 'iteration' | 'answer' = 'iteration',
  thoughts = '',
): void {
  const pieces = text.match(/[\s\S]{1,24}/g) ?? [];
  const step = Math.floor((ms * 0.6) / Math.max(1, pieces.length));
  let passed = 0;
  for (const [index, piece] of pieces.entries()) {
    const wait = index === 0 ? Math.floor(ms * 0.4) : step;
    passed += wait;
    recording.add(wait, { type: 'model.delta', iteration, text: piece });
  }
  recording.add(ms - passed, {
    type: 'model.replied',
    iteration,
    purpose,
    text,
    ...(thoughts !== '' && { thoughts }),
    usage: usage(1_200 * iteration, 240, iteration > 1 ? 1_000 * (iteration - 1) : 0),
    costUsd,
    durationMs: ms,
  });
}

interface Outcome {
  readonly output?: string;
  readonly outputChars?: number;
  readonly status?: 'ok' | 'error' | 'timeout' | 'killed' | 'skipped';
  readonly error?: {
    readonly name: string;
    readonly message: string;
    readonly line: number | null;
  };
  readonly ms?: number;
  readonly during?: () => void;
}

export function cell(
  recording: Recording,
  iteration: number,
  number: number,
  code: string,
  outcome: Outcome,
): void {
  const { output = '', outputChars = output.length, status = 'ok', error = null } = outcome;
  const { ms: durationMs = 40, during } = outcome;
  recording.add(15, { type: 'cell.started', iteration, cell: number, code });
  during?.();
  recording.add(durationMs, {
    type: 'cell.finished',
    iteration,
    cell: number,
    status,
    output,
    outputChars,
    error,
    durationMs,
  });
}

/** Calls of one batch that all start at once and end one after the other. */
export function batch(
  recording: Recording,
  options: {
    readonly iteration: number;
    readonly first: number;
    readonly count: number;
    readonly batch: number;
    readonly ms: number;
    readonly promptChars?: number;
  },
): void {
  const { iteration, first, count, ms, promptChars = 41_200 } = options;
  const numbers = Array.from({ length: count }, (_, index) => first + index);
  for (const call of numbers) {
    const prompt = `What set off the first error of service ${call}? Name the line numbers.\n`
      .concat('2026-03-14 09:13:58 payments WARN handshake slow\n'.repeat(promptChars / 48))
      .slice(0, promptChars);
    recording.add(2, {
      type: 'call.started',
      call,
      kind: 'llm',
      model: 'gpt-5-mini',
      promptChars: prompt.length,
      promptSha256: createHash('sha256').update(prompt).digest('hex'),
      prompt,
      iteration,
      cell: 1,
      name: 'llm_query_batched',
      batch: options.batch,
    });
  }
  const step = Math.floor(ms / 2 / count);
  recording.add(Math.floor(ms / 2) - 2 * count, { type: 'notice', text: retried });
  for (const [index, call] of numbers.entries()) {
    const memo = index === count - 1 && count > 10;
    const response = `certificate expired 09:14:00 (lines 48210 to 48216), call ${call}`;
    recording.add(step, {
      type: 'call.finished',
      call,
      status: memo ? 'memo' : 'ok',
      response,
      responseChars: response.length,
      ...(call === 1 && { thoughts: 'The last WARN before the first ERROR decides.' }),
      usage: memo ? usage(0, 0) : usage(10_300, 240),
      costUsd: memo ? 0 : index % 5 === 0 ? 0.0062 : 0.0021,
      durationMs: Math.floor(ms / 2) + step * (index + 1),
      error: null,
    });
  }
}

const retried = 'api.openai.com was busy (429): the request was sent again after 1.2 s.';

export function begin(facts: Partial<RunStarted> = {}): Recording {
  const recording = new Recording();
  recording.add(0, { ...started, ...facts });
  recording.add(40, { type: 'coverage', ranges: [{ path: '', start: 0, end: 500 }] });
  return recording;
}

function firstLook(recording: Recording): void {
  recording.add(5, { type: 'iteration.started', iteration: 1 });
  const look = 'print(lines(1, 5));\nprint(count("ERROR"));';
  reply(
    recording,
    1,
    2_100,
    `Look at the first and last lines and the shape of an entry.\n\n\`\`\`repl\n${look}\n\`\`\``,
    0.004,
  );
  cell(recording, 1, 1, look, {
    output: '2026-03-14 00:00:00 gateway INFO started\n5,171',
    ms: 12,
  });
  recording.add(4, {
    type: 'coverage',
    ranges: [{ path: '', start: 0, end: Math.floor(chars * 0.31) }],
    coverage: 0.31,
    searched: 0.9,
    searchedRanges: [{ path: '', start: 0, end: Math.floor(chars * 0.9) }],
  });
}

function countErrors(recording: Recording): void {
  recording.add(5, { type: 'iteration.started', iteration: 2 });
  const code = `// Errors by service
const byService = {};
for (const hit of grep('ERROR (\\\\w+)', { max: 10_000 })) {
  const [, service] = hit.groups;
  byService[service] = (byService[service] ?? 0) + 1;
}
print(byService.payments.first);`;
  const fixed = `const firsts = [48_217, 190_052, 401_880];
print(firsts.map((n) => \`first at \${n}\`).join('\\n')); // three of them`;
  reply(
    recording,
    2,
    3_400,
    `Count errors by service with a regular expression; three stand out.\n\n\`\`\`js\n${code}\n\`\`\`\n\nThen their first lines:\n\n\`\`\`js\n${fixed}\n\`\`\`\n\n- payments\n- search\n- mail`,
    0.006,
  );
  cell(recording, 2, 1, code, {
    status: 'error',
    output: 'gateway 0\n',
    error: { name: 'TypeError', message: "cannot read property 'first' of undefined", line: 7 },
    ms: 212,
  });
  cell(recording, 2, 2, fixed, { status: 'skipped', ms: 0 });
}

function readWindows(recording: Recording): void {
  recording.add(5, { type: 'iteration.started', iteration: 3 });
  const code = `const windows = firsts.map((n) => lines(n - 600, n, { numbers: true }));
const found = await llm_query_batched(windows.map((w, i) =>
  \`What set off the first error of \${services[i]}? Name the line numbers.\\n\${w}\`));
print(found);`;
  const prose =
    'Read the ten minutes before each first error, side by side. The first errors are at lines 48,217, 190,052 and 401,880. What happened just before is a question of **meaning**, so I give each window to the sub-model, in one batch, and ask for the trigger with its line numbers.';
  const text = `${prose}\n\n\`\`\`repl\n${code}\n\`\`\``;
  const thoughts =
    'Three services stand out. What came before each first error?\nCounting says nothing of that: somebody must read those lines.';
  reply(recording, 3, 4_100, text, 0.006, 'iteration', thoughts);
  cell(recording, 3, 1, code, {
    output:
      'payments: TLS handshake refused, certificate expired 09:14:00 (lines 48210 to 48216)\nsearch: "no space left on device" while moving shard 7 (190022, 190044-190051)\nmail: retry storm',
    outputChars: 1_540,
    ms: 120,
    during: () => batch(recording, { iteration: 3, first: 1, count: 12, batch: 1, ms: 9_000 }),
  });
  recording.add(4, {
    type: 'coverage',
    ranges: [
      { path: '', start: 0, end: Math.floor(chars * 0.31) },
      { path: '', start: Math.floor(chars * 0.34), end: Math.floor(chars * 0.58) },
      { path: '', start: Math.floor(chars * 0.79), end: Math.floor(chars * 0.87) },
    ],
    coverage: 0.63,
    searched: 0.9,
    searchedRanges: [{ path: '', start: 0, end: Math.floor(chars * 0.9) }],
  });
}

function verify(recording: Recording): void {
  recording.add(5, { type: 'iteration.started', iteration: 4 });
  const code = `const mail = await llm_query_batched(candidates.map(check));
FINAL(report(mail));`;
  reply(
    recording,
    4,
    3_000,
    `Check the mail cause against the search outage.\n\n\`\`\`repl\n${code}\n\`\`\``,
    0.005,
  );
  cell(recording, 4, 1, code, {
    ms: 60,
    during: () =>
      batch(recording, {
        iteration: 4,
        first: 13,
        count: 5,
        batch: 2,
        ms: 6_000,
        promptChars: 900,
      }),
  });
}

type Ending = Extract<RunEventBody, { readonly type: 'run.finished' }>;

export function finish(recording: Recording, facts: Partial<Ending>, run = ''): Recording {
  const last = recording.events.at(-1)?.at ?? sampleStart;
  return recording.add(
    12,
    {
      type: 'run.finished',
      status: 'answered',
      reason: null,
      limit: null,
      usage: treeUsage(),
      costUsd: recording.spent,
      durationMs: last - sampleStart,
      coverage: 0.63,
      searched: 0.9,
      error: null,
      ...facts,
    },
    run,
  );
}

/** Four iterations, a cell that failed, two batches, an answer with citations. */
function answered(): Recording {
  const recording = begin();
  for (const part of [firstLook, countErrors, readWindows, verify]) part(recording);
  recording.add(30, { type: 'answer', text: answer, citations, quotes });
  return finish(recording, {});
}

/** Ends at the money limit with the answer that was asked for. */
function limited(): Recording {
  const options = { ...started.options, maxCostUsd: 0.05 };
  const recording = begin({ options });
  for (const part of [firstLook, countErrors, readWindows]) part(recording);
  recording.add(5, { type: 'limit.reached', limit: 'cost', value: 0.05 });
  const text = 'Payments and search failed [L48210-L48216], **as** the log says 【L48210–L48216】.';
  reply(recording, 3, 1_400, text, 0.003, 'answer');
  recording.add(5, {
    type: 'answer',
    text,
    expression: 'summary',
    citations: citations.slice(0, 1),
  });
  const reason = 'The limit of $0.05 is reached.';
  return finish(recording, { status: 'limit', limit: 'cost', reason });
}

/** The server refuses the key at the first request. */
function failed(): Recording {
  const recording = begin();
  recording.add(5, { type: 'iteration.started', iteration: 1 });
  const message =
    'api.openai.com refused the API key. Check that it is right and may use this model.';
  const error = { name: 'KeyRefused', message };
  const facts = { status: 'failed', reason: message, error, coverage: 0 } as const;
  return finish(recording.add(640, { type: 'notice', text: retried }), facts);
}

/** The offline demo's run. */
function demo(): Recording {
  const options = { ...started.options, rootModel: 'demo', subModel: 'demo' };
  const recording = begin({ options, models: { root: 'demo', sub: 'demo', provider: 'demo' } });
  firstLook(recording);
  recording.add(5, {
    type: 'answer',
    text: 'There are **5,171** lines with ERROR [L17].',
    citations,
  });
  return finish(recording, { coverage: 0.31 });
}

/** Stopped while twelve calls were in flight. */
function cancelled(): Recording {
  const recording = begin();
  for (const part of [firstLook, countErrors]) part(recording);
  return finish(recording, { status: 'cancelled', reason: 'The run was stopped.' });
}

/** A depth-2 run: a call that starts a child run with a call of its own. */
function nested(): Recording {
  const recording = begin({ options: { ...started.options, maxDepth: 2 } });
  firstLook(recording);
  recording.add(5, { type: 'iteration.started', iteration: 2 });
  const code = "const part = await rlm_query('Which errors are here?', chunk);\nprint(part);";
  reply(recording, 2, 1_500, `Hand one part to a child run.\n\n\`\`\`repl\n${code}\n\`\`\``, 0.004);
  const prompt = 'Which errors are here?';
  cell(recording, 2, 1, code, {
    output: 'Two.',
    during: () => {
      const call = { kind: 'rlm', model: 'gpt-5', prompt, promptChars: prompt.length } as const;
      const place = { iteration: 2, cell: 1, name: 'rlm_query', batch: null } as const;
      recording.add(5, { type: 'call.started', call: 1, promptSha256: '', ...call, ...place });
      const context = { ...started.context, chars: 90_000, lines: 900, label: 'context' };
      recording.add(5, { ...started, question: prompt, context, call: 1 }, '1');
      recording.add(5, { type: 'iteration.started', iteration: 1 }, '1');
      const text = 'It is short enough to read.\n\nFINAL(Two.)';
      const spent = { usage: usage(900, 40), costUsd: 0.002, durationMs: 900 };
      const replied = { type: 'model.replied', iteration: 1, purpose: 'iteration', text } as const;
      recording.add(900, { ...replied, ...spent }, '1');
      recording.add(2, { type: 'answer', text: 'Two.', citations: [] }, '1');
      const done = { status: 'ok', response: 'Two.', responseChars: 4, usage: null } as const;
      recording.add(5, {
        type: 'call.finished',
        call: 1,
        ...done,
        costUsd: null,
        durationMs: 917,
        error: null,
      });
    },
  });
  return recording;
}

/** What a text could have a model write to get at whoever reads it. */
const attack = `<img src=x onerror="document.title='broken in'"> <script>document.title='broken in'</script>
<a href="command:rlm.showLog" onclick="document.title='broken in'">raw</a> <style>*{display:none}</style>

![remote](https://attacker.example/pixel.png) [command](command:rlm.deleteRun) [js](javascript:alert(1))
[data](data:text/html,<script>1</script>) [vscode](vscode://file/etc/passwd) [web](https://example.org/)
<https://example.org/> [file](file:///etc/passwd) [proto](//attacker.example)

[x" onmouseover="document.title='broken in':L3] [<b>:L4] [L1]

| <svg/onload=alert(1)> | b |
| --- | --- |
| <iframe src="https://attacker.example"></iframe> | [L2](command:rlm.showLog) |

\`\`\`html
</code></pre><img src=x onerror="document.title='broken in'">
\`\`\`
`;

/** Every text that a model writes holds attacks. */
function hostile(): Recording {
  const recording = begin({ question: attack });
  recording.add(5, { type: 'iteration.started', iteration: 1 });
  const code = `print("${'</code><img src=x onerror=alert(1)>'}");`;
  reply(recording, 1, 900, `${attack}\n\`\`\`repl\n${code}\n\`\`\``, 0.004);
  cell(recording, 1, 1, code, { output: attack });
  recording.add(4, { type: 'notice', text: attack });
  const quotes = [{ text: attack.slice(0, 60), verified: false, place: null }];
  recording.add(5, { type: 'answer', text: attack, citations, quotes });
  return finish(recording, { reason: attack });
}

export const recordings = { answered, limited, failed, demo, cancelled, nested, hostile } as const;

/** A recording as a run's folder has it: one event a line, without what only streams. */
export function toJsonLines({ events }: Recording): string {
  const kept = events.filter(({ type }) => type !== 'model.delta');
  return kept.map((event) => `${JSON.stringify(event)}\n`).join('');
}

/** Where `node test/support/sampleEvents.ts` writes the recordings, for whatever reads files. */
export const fixtureFolder = new URL('../fixtures/events/', import.meta.url);

if (import.meta.main) {
  mkdirSync(fixtureFolder, { recursive: true });
  for (const [name, make] of Object.entries(recordings)) {
    writeFileSync(new URL(`${name}.jsonl`, fixtureFolder), toJsonLines(make()));
  }
}
