// Logs as the official implementation writes them, made at random.
type Random = () => number;

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const words = [
  'ERROR',
  'naïve',
  '漢字',
  '😀',
  '</script>',
  '"quoted"',
  '\\n',
  'FINAL(x)',
  '\u202e',
  '\ttab',
];

function below(random: Random, most: number): number {
  return Math.floor(random() * most);
}

function text(random: Random): string {
  return Array.from({ length: below(random, 12) }, () => words[below(random, words.length)]).join(
    random() < 0.2 ? '\n' : ' ',
  );
}

/** The text of a log of up to three levels. */
export function randomLog(seed: number): string {
  const random = seeded(seed);
  const metadata = {
    type: 'metadata',
    timestamp: '2026-03-14T09:42:00.123456',
    ...runMetadata(random),
  };
  const lines = [...(random() < 0.9 ? [metadata] : []), ...iterations(random, 2, true)];
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
}

function runMetadata(random: Random) {
  return {
    root_model: random() < 0.9 ? 'gpt-5' : null,
    max_depth: below(random, 4),
    max_iterations: 1 + below(random, 30),
    backend: 'openai',
    backend_kwargs: { model_name: 'gpt-5', temperature: random() },
    environment_type: 'local',
    environment_kwargs: {},
    other_backends: random() < 0.5 ? null : ['openai'],
    // Fields that nobody here knows.
    ...(random() < 0.3 && { sampling_args: { top_p: 0.9 } }),
  };
}

function iterations(random: Random, levels: number, isWhole: boolean): object[] {
  const count = 1 + below(random, 4);
  return Array.from({ length: count }, (_, at) => ({
    type: 'iteration',
    iteration: at + 1,
    timestamp: new Date(1_773_481_320_000 + at * 60_000).toISOString().replace('Z', ''),
    prompt: prompt(random),
    response: text(random),
    code_blocks: Array.from({ length: below(random, 3) }, () => block(random, levels)),
    final_answer: at === count - 1 && (isWhole || random() < 0.8) ? final(random) : null,
    iteration_time: random() < 0.9 ? random() * 30 : null,
  }));
}

function prompt(random: Random): unknown {
  if (random() < 0.1) return text(random);
  const question = `Answer the following: Which ${text(random)}?\n\nYour context is a str of 1234 total characters. `;
  return [
    { role: 'system', content: 'You answer questions.' },
    { role: 'user', content: random() < 0.5 ? question : 'the original query: "Which failed?"' },
    ...(random() < 0.2 ? [{ role: 'user', content: [{ type: 'text', text: 'in parts' }] }] : []),
  ];
}

function final(random: Random): unknown {
  const kind = random();
  if (kind < 0.2) return null;
  return kind < 0.8 ? `It is ${text(random)}.` : ['FINAL_VAR', `It is ${text(random)}.`];
}

function block(random: Random, levels: number): object {
  const seconds = random() * 10;
  return {
    code: text(random),
    result: {
      stdout: text(random),
      stderr: random() < 0.7 ? '' : `\nNameError: ${text(random)}`,
      locals: { x: below(random, 9), nested: { y: [1, null] } },
      execution_time: seconds,
      rlm_calls: Array.from({ length: below(random, 4) }, () => call(random, levels, seconds)),
      final_answer: null,
    },
  };
}

function call(random: Random, levels: number, seconds: number): object {
  const nests = levels > 0 && random() < 0.4;
  return {
    root_model: 'gpt-5-mini',
    prompt: random() < 0.8 ? text(random) : [{ role: 'user', content: text(random) }],
    response: text(random),
    usage_summary: {
      model_usage_summaries: {
        'gpt-5-mini': {
          total_calls: 1,
          total_input_tokens: below(random, 9_000),
          total_output_tokens: below(random, 900),
          ...(random() < 0.5 && { total_cost: random() }),
        },
      },
    },
    execution_time: random() * seconds,
    ...(nests && {
      metadata: {
        run_metadata: runMetadata(random),
        iterations: iterations(random, levels - 1, false),
      },
    }),
    ...(random() < 0.1 && { error: 'Timeout: too slow' }),
  };
}
