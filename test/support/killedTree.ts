// A scripted tree of runs whose replies follow from what was asked alone, so that a run that was killed and
// resumed can be compared with one that wasn't: batches, child runs, an error, chance, single calls.
import type { RunEvent } from '../../src/core/events.ts';
import type { Language } from '../../src/core/options.ts';
import type { Recorded, Script } from './modelScript.ts';

export const question = 'What do the parts say?';
export const text = Array.from({ length: 200 }, (_, at) => `line ${at} says ${at * 7}`).join('\n');
export const treeOptions = [
  ...['--root-model', 'root', '--sub-model', 'sub', '--price', 'root=1,1', '--price', 'sub=1,1'],
  ...['--max-depth', '2', '--model-variant', 'gpt'],
];
/** Requests of a run that nothing disturbs. */
export const treeRequests = 29;

const cell = (code: string): string => `I go on.\n\n\`\`\`repl\n${code}\n\`\`\`\n`;

const turns: Readonly<Record<Language, readonly string[]>> = {
  javascript: [
    cell(
      "parts = chunks(20, { by: 'lines' });\n" +
        "replies = await llm_query_batched(parts.map((part, at) => 'part ' + at + ': ' + part));\n" +
        "print(replies.join(' '), Math.random());",
    ),
    cell(
      "kept = replies.length;\ntotal = await llm_query('sum up ' + replies.join(' '));\n" +
        'print(total, budget().turns);\nmissing.x;',
    ) + cell("print('never')"),
    cell(
      "children = await rlm_query_batched(['A', 'B'].map((name, at) => (\n" +
        "  { question: 'Child ' + name + '?', context: parts[at] })));\nprint(children);",
    ),
    cell(
      'more = [];\nfor (let at = 0; at < 3; at++)\n' +
        "  more.push(await llm_query('step ' + at + ' ' + children.join(' ') + '~' + Math.random()));\n" +
        'print(more);',
    ),
    `${cell("answerText = [total, kept, ...children, ...more].join('; ');")}FINAL_VAR(answerText)`,
  ],
  python: [
    cell(
      "import random\nparts = chunks(20, by='lines')\n" +
        "replies = llm_query_batched([f'part {at}: {part}' for at, part in enumerate(parts)])\n" +
        "print(' '.join(replies), random.random())",
    ),
    cell(
      "kept = len(replies)\ntotal = llm_query('sum up ' + ' '.join(replies))\n" +
        'print(total, budget()["turns"])\nmissing.x',
    ) + cell("print('never')"),
    cell(
      "children = rlm_query_batched([{'question': f'Child {name}?', 'context': parts[at]}\n" +
        "  for at, name in enumerate(['A', 'B'])])\nprint(children)",
    ),
    cell(
      'more = []\nfor at in range(3):\n' +
        "  more.append(llm_query(f'step {at} ' + ' '.join(children) + '~' + str(random.random())))\n" +
        'print(more)',
    ),
    `${cell("answer_text = '; '.join([total, str(kept), *children, *more])")}FINAL_VAR(answer_text)`,
  ],
};

const childTurns: Readonly<Record<Language, readonly string[]>> = {
  javascript: [
    cell(
      "words = await llm_query_batched([1, 2, 3].map((at) => at + ' of ' + context));\nprint(words);",
    ),
    `${cell("said = words.join(', ');")}FINAL_VAR(said)`,
  ],
  python: [
    cell("words = llm_query_batched([f'{at} of {context}' for at in [1, 2, 3]])\nprint(words)"),
    `${cell("said = ', '.join(words)")}FINAL_VAR(said)`,
  ],
};

/** Replies take some ms, so that several are on their way at a time. */
export function treeScript(language: Language, delayMs = 15): Script {
  return {
    root: (request) => {
      const { asked, turn } = conversationOf(request);
      const list = asked === question ? turns[language] : childTurns[language];
      return { text: list[turn] ?? 'The script has ended.', delayMs };
    },
    sub: ({ prompt }) => ({ text: `R${sumOf(prompt.replace(/~.*$/, ''))}`, delayMs }),
  };
}

function sumOf(prompt: string): number {
  let sum = 0;
  for (let at = 0; at < prompt.length; at++) sum = (sum * 31 + prompt.charCodeAt(at)) % 1_000_003;
  return sum;
}

function conversationOf({ messages }: Recorded): { asked: string; turn: number } {
  const first = messages.find(({ role }) => role === 'user')?.content ?? '';
  const asked = [question, 'Child A?', 'Child B?'].find((each) => first.includes(each)) ?? '';
  return { asked, turn: messages.filter(({ role }) => role === 'assistant').length };
}

/** What a request asks: the same for one that asks it again. */
export function keyOf(request: Recorded): string {
  if (request.model !== 'root') return `sub ${request.prompt}`;
  const { asked, turn } = conversationOf(request);
  return `root ${asked} ${turn}`;
}

/** The same of all that a record has the reply to. */
export function answeredKeys(events: readonly RunEvent[]): ReadonlySet<string> {
  const questions = new Map<string, string>();
  const prompts = new Map<string, string>();
  const keys = new Set<string>();
  for (const event of events) {
    if (event.type === 'run.started') questions.set(event.run, event.question);
    if (event.type === 'model.replied')
      keys.add(`root ${questions.get(event.run)} ${event.iteration - 1}`);
    if (event.type === 'call.started' && event.kind === 'llm')
      prompts.set(`${event.run} ${event.call}`, event.prompt);
    if (event.type === 'call.finished' && event.status === 'ok') {
      const prompt = prompts.get(`${event.run} ${event.call}`);
      if (prompt !== undefined) keys.add(`sub ${prompt}`);
    }
  }
  return keys;
}
