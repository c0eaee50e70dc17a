import type { Variable } from '../../../src/core/environment.ts';
import type { Message, ModelRequest } from '../../../src/core/model.ts';
import { ContextText } from '../../../src/sandbox/text/contextText.ts';
import { contextOf } from '../sandbox/support.ts';
import { type CellCode, runScripted, ScriptedModel } from './support.ts';

/** What one turn of a fixed conversation does. */
export interface Turn {
  /** Of the reply's prose and of its code. */
  readonly replyChars: number;
  readonly prints: number;
  /** Variables that it makes, beside those of earlier turns. */
  readonly makes: number;
}

/** USD for a million tokens, as gpt-4o is priced. */
const price = { input: 2.5, cached: 1.25, output: 10 };
const charsPerToken = 4;

/** Lines of a log, the same each time. */
export function logOf(chars: number): string {
  let log = '';
  for (let line = 1; log.length < chars; line += 1)
    log += `2026-03-14T00:${String(line % 60).padStart(2, '0')}:01Z api INFO request ${line} took ${(line * 37) % 900} ms\n`;
  return log.slice(0, chars);
}

/**
 * What the turns of a fixed conversation cost (USD) where no input is cached and where all is that was
 * sent before, and how many tokens are sent for them. The two messages that open it, which are the
 * prompts', are left out. `reportsCached`: the server says what it has cached.
 */
export async function costOfConversation(
  turns: readonly Turn[],
  { reportsCached = false } = {},
): Promise<{ uncachedUsd: number; cachedUsd: number; tokens: number }> {
  const log = logOf(2_000_000);
  const context = contextOf(log);
  const variables: Variable[] = [];
  const cells: Record<string, CellCode> = {};
  const code = (index: number): string => `step${index}`.padEnd(turns[index]?.replyChars ?? 0, '/');
  turns.forEach(({ prints, makes }, index) => {
    cells[code(index)] = () => {
      for (let made = 0; made < makes; made += 1)
        variables.push({ name: `found${index}_${made}`, type: 'Array', size: `${index} items` });
      const output = log.slice(index * 20_000, index * 20_000 + prints);
      const isLast = index === turns.length - 1;
      return { output, variables: [...variables], ...(isLast && { final: 'Done [L1].' }) };
    };
  });
  const requests: (readonly Message[])[] = [];
  const reply = (index: number) => (request: ModelRequest) => {
    const sent = request.messages.slice(2);
    const before = requests.at(-1) ?? [];
    requests.push(sent);
    const inputTokens = tokensOf(request.messages);
    const cachedInputTokens = reportsCached ? sharedTokens(before, sent) : 0;
    model.tokens = { inputTokens, cachedInputTokens, outputTokens: 100, estimated: false };
    return `Step ${index}.\n\`\`\`repl\n${code(index)}\n\`\`\``;
  };
  const model = new ScriptedModel(turns.map((_, index) => reply(index)));
  await runScripted({
    model,
    cells,
    context,
    question: 'Which requests took longest, and why?',
    parts: (parts) => ({
      ...parts,
      createEnvironment: (...given) =>
        Object.assign(parts.createEnvironment(...given), {
          describe: async () => new ContextText(context).describe(),
        }),
    }),
  });
  let [uncached, cached, tokens] = [0, 0, 0];
  requests.forEach((sent, index) => {
    const input = tokensOf(sent);
    const shared = sharedTokens(requests[index - 1] ?? [], sent);
    const output = ((turns[index]?.replyChars ?? 0) / charsPerToken) * price.output;
    tokens += input;
    uncached += input * price.input + output;
    cached += shared * price.cached + (input - shared) * price.input + output;
  });
  const usd = (amount: number): number => Number((amount / 1e6).toFixed(6));
  return { uncachedUsd: usd(uncached), cachedUsd: usd(cached), tokens };
}

function tokensOf(messages: readonly Message[]): number {
  return messages.reduce((sum, { content }) => sum + Math.ceil(content.length / charsPerToken), 0);
}

/** What stands at the beginning of both. */
function sharedTokens(before: readonly Message[], sent: readonly Message[]): number {
  let chars = 0;
  for (const [index, { content }] of sent.entries()) {
    const earlier = before[index]?.content ?? '';
    let same = 0;
    while (same < content.length && content[same] === earlier[same]) same += 1;
    chars += same;
    if (same < content.length) break;
  }
  return Math.floor(chars / charsPerToken);
}
