import { batch, begin, cell, finish, type Recording, reply, usage } from './sampleEvents.ts';

/** Words that stand once each where a page doesn't show them at first, by what they are hidden in. */
export const hidden = {
  thoughts: 'heron in folded thoughts',
  output: 'heron at the end of a long output',
  code: 'heron in code',
  error: 'heron in an error',
  prompt: 'heron in a long prompt',
  response: 'heron in a response',
  prose: 'heron between marks of prose',
  answer: 'heron far down the answer',
} as const;

const lines = (word: string, count: number) =>
  Array.from({ length: count }, (_, at) => `${word} ${at + 1} of many that say little.`).join('\n');

/** A run whose texts hide words; its question has the first of them in sight. */
export function hiddenWords(): Recording {
  const recording = begin({ question: 'Where is the heron?' });
  recording.add(5, { type: 'iteration.started', iteration: 1 });
  const code = `// Look\nconst bird = '${hidden.code}';\nprint(bird);`;
  const prose = `Look first.\n\nThen the heron **between** \`marks\` of prose.`;
  const thoughts = `${lines('Thought', 300)}\n${hidden.thoughts}`;
  reply(recording, 1, 900, `${prose}\n\n\`\`\`repl\n${code}\n\`\`\``, 0.002, 'iteration', thoughts);
  cell(recording, 1, 1, code, {
    output: `${lines('Line', 400)}\n${hidden.output}`,
    status: 'error',
    error: { name: 'TypeError', message: hidden.error, line: 3 },
    during: () => {
      batch(recording, { iteration: 1, first: 1, count: 6, batch: 1, ms: 4_000 });
      longCall(recording, 7);
    },
  });
  const text = `${'A word of the answer.\n\n'.repeat(3_000)}The ${hidden.answer}.`;
  recording.add(5, { type: 'answer', text, citations: [] });
  return finish(recording, {});
}

function longCall(recording: Recording, call: number): void {
  const prompt = `${lines('Entry', 500)}\n${hidden.prompt}`;
  const place = { iteration: 1, cell: 1, name: 'llm_query', batch: null } as const;
  const asked = { kind: 'llm', model: 'gpt-5-mini', promptSha256: '' } as const;
  recording.add(3, {
    ...{ type: 'call.started', call, prompt, promptChars: prompt.length },
    ...{ ...asked, ...place },
  });
  const said = { response: hidden.response, responseChars: hidden.response.length };
  const done = { status: 'ok', error: null, usage: usage(9_000, 40), costUsd: 0.002 } as const;
  recording.add(400, { type: 'call.finished', call, ...said, ...done, durationMs: 400 });
}
