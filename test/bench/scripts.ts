import type { Recorded, Reply, Script } from '../support/modelScript.ts';

/** Iterations of the run that measures them, its answer not counted. */
export const steps = 30;
export const subcalls = 64;
export const subcallMs = 100;
/** The first finds out how many calls may be under way at once. */
const fans = 2;
/** The word that is counted in the big files. */
export const needle = 'ERROR';

/** ms; less than real models take, but as much as hides what can be done meanwhile. */
export const firstReplyMs = 500;
const laterReplyMs = 25;

const byHelpers = `count("${needle}")`;
const onString = `context.match(/${needle}/g).length`;

/** What the models of the benches say; each root model is one bench's. */
export const script: Script = {
  steps: (request) => {
    const turn = turnOf(request);
    return slowly(request, turn === steps ? 'FINAL(done)' : stepCell(turn));
  },
  fan: (request) =>
    slowly(request, turnOf(request) < fans ? fanCell(turnOf(request)) : 'FINAL(done)'),
  start: 'FINAL(done)',
  helpers: (request) => countReply(request, byHelpers),
  strings: (request) => countReply(request, onString),
  slowHelpers: (request) => slowly(request, countReply(request, byHelpers)),
  slowStrings: (request) => slowly(request, countReply(request, onString)),
  sub: { text: 'Nothing of note.', delayMs: subcallMs },
};

/** A look at a piece of the text, as most turns of most runs are. */
function stepCell(turn: number): string {
  return [
    `Let me read piece ${turn} of the text.`,
    '```repl',
    `const piece${turn} = context.slice(${turn * 5_000}, ${turn * 5_000 + 1_500});`,
    `print("Piece ${turn}:");`,
    `print(piece${turn});`,
    '```',
  ].join('\n');
}

/** Each turn asks about other pieces: the same would be answered from memory. */
function fanCell(turn: number): string {
  return [
    'Each piece goes to a sub-model.',
    '```repl',
    `const pieces = Array.from({ length: ${subcalls} }, (_, n) => context.slice(n * 4000 + ${turn}, n * 4000 + 4000));`,
    'const replies = await Promise.all(pieces.map((piece) => llm_query("What happened?\\n" + piece)));',
    'print(replies.filter((reply) => reply === "Nothing of note.").length);',
    '```',
  ].join('\n');
}

/** Counts in the first turn, answers with the number in the second. */
function countReply(request: Recorded, expression: string): string {
  if (turnOf(request) === 0) return `\`\`\`repl\nprint("lines=" + ${expression});\n\`\`\``;
  return `FINAL(${/lines=(\d+)/.exec(request.prompt)?.[1]})`;
}

function slowly(request: Recorded, text: string): Reply {
  return { text, delayMs: turnOf(request) === 0 ? firstReplyMs : laterReplyMs };
}

function turnOf({ messages }: Recorded): number {
  return messages.filter(({ role }) => role === 'assistant').length;
}
