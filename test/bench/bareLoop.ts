// What a recursive language model is when everything else is left away: the measure of our figures.

export interface BareRun {
  /** The base URL, ending in `/v1`. */
  readonly url: string;
  readonly rootModel: string;
  readonly subModel: string;
  readonly question: string;
  readonly context: string;
}

interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

const mostTurns = 50;
const shownChars = 20_000;
const system =
  'Answer the question about a text that is in the variable `context`. Write JavaScript in ```repl blocks; ' +
  'print(...) shows you values, await llm_query(prompt) asks a sub-model. Answer with FINAL(...).';

/** Resolves to the answer. No sandbox, no limit, no trace, no retry. */
export async function runBareLoop(run: BareRun): Promise<string> {
  const { question, context } = run;
  const head = `The text has ${context.length} characters and begins:\n${context.slice(0, 500)}`;
  const messages: Message[] = [
    { role: 'system', content: system },
    { role: 'user', content: `${question}\n\n${head}` },
  ];
  for (let turn = 0; turn < mostTurns; turn += 1) {
    const reply = await complete(run.url, run.rootModel, messages);
    messages.push({ role: 'assistant', content: reply });
    const outputs: string[] = [];
    for (const [, code] of reply.matchAll(/```(?:repl|js)\n([\s\S]*?)```/g)) {
      outputs.push(await execute(code ?? '', run));
    }
    const final = /^FINAL\((.*)\)/ms.exec(reply)?.[1];
    if (final !== undefined) return final;
    messages.push({ role: 'user', content: outputs.join('\n').slice(0, shownChars) });
  }
  throw new Error(`No answer in ${mostTurns} turns.`);
}

async function execute(code: string, { url, subModel, context }: BareRun): Promise<string> {
  const printed: string[] = [];
  const print = (...values: readonly unknown[]): void => void printed.push(values.join(' '));
  const ask = (content: string): Promise<string> =>
    complete(url, subModel, [{ role: 'user', content }]);
  const cell = new AsyncFunction('context', 'print', 'llm_query', code);
  await cell(context, print, ask);
  return printed.join('\n');
}

const AsyncFunction = (async () => {}).constructor as new (
  ...source: readonly string[]
) => (...values: readonly unknown[]) => Promise<unknown>;

async function complete(url: string, model: string, messages: readonly Message[]): Promise<string> {
  const response = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages }),
  });
  if (!response.ok) throw new Error(`The server answered with status ${response.status}.`);
  const { choices } = (await response.json()) as {
    readonly choices: readonly { readonly message: { readonly content: string } }[];
  };
  return choices[0]?.message.content ?? '';
}
