import { replyOf } from '../../trajectory/activity.ts';
import type { CellModel, IterationModel, ReplyModel, RunModel } from '../../trajectory/model.ts';
import type { OfficialMessage } from './officialLog.ts';

/** Characters of all prompts together, since each repeats those before it. */
const mostChars = 64_000_000;
/** Of one prompt, at most and at least. */
const longestPrompt = 400_000;
const shortestPrompt = 20_000;

/**
 * What the root model had before it at each iteration: the question, then replies and what came of
 * them. A record has no prompts, so this is put together from it; the words around are not those sent.
 */
export function promptsOf(
  run: RunModel,
): (iteration: number, purpose: ReplyModel['purpose']) => readonly OfficialMessage[] {
  const first: OfficialMessage = { role: 'user', content: askingText(run) };
  const exchanges = run.iterations.map((iteration) => [
    { role: 'assistant', content: replyOf(iteration)?.text ?? '' } as const,
    { role: 'user', content: outcomeText(iteration) } as const,
  ]);
  const most = Math.max(
    shortestPrompt,
    Math.min(longestPrompt, Math.floor(mostChars / Math.max(1, run.iterations.length))),
  );
  return (number, purpose) => {
    const before = exchanges.slice(0, purpose === 'answer' ? number : number - 1);
    const shown: OfficialMessage[] = [];
    let chars = first.content.length;
    for (const exchange of before.toReversed()) {
      chars += exchange.reduce((sum, { content }) => sum + content.length, 0);
      if (chars > most) break;
      shown.unshift(...exchange);
    }
    const left = before.length - shown.length / 2;
    const gap: OfficialMessage[] =
      left === 0
        ? []
        : [
            { role: 'assistant', content: '...' },
            {
              role: 'user',
              content: `Of ${left} earlier ${left === 1 ? 'turn' : 'turns'} nothing is repeated here.`,
            },
          ];
    const last: OfficialMessage[] =
      purpose === 'answer' ? [{ role: 'user', content: 'What is your best answer?' }] : [];
    return [first, ...gap, ...shown, ...last];
  };
}

/** The visualizer finds the question behind `original query: "`, up to the next quotation mark. */
function askingText({ question, context, path }: RunModel): string {
  const quoted = question.text.replaceAll('"', '”');
  const { kind, label, chars, lines, items } = context;
  const texts = kind === 'string' ? '' : `${items} texts, `;
  const named = path === '' && label !== '' ? ` (${label})` : '';
  return `Answer the original query: "${quoted}"\n\nIts text is the variable \`context\` of a REPL${named}: ${texts}${chars} total characters, ${lines} lines.`;
}

function outcomeText({ cells, number }: IterationModel): string {
  const parts = cells.map((cell, index) => {
    const name = cells.length > 1 ? `cell ${index + 1}` : 'the cell';
    return cellText(name, cell);
  });
  return [`Turn ${number}`, ...parts].join('\n\n');
}

function cellText(name: string, { status, output, error }: CellModel): string {
  if (status === 'skipped') return `Of ${name}: not run.`;
  const printed = output.text === '' ? [] : [`Output of ${name}:\n${output.text}`];
  const failed = error === null ? [] : [`Error in ${name}: ${error.name}: ${error.message}`];
  const parts = [...printed, ...failed];
  return parts.length === 0 ? `${name} printed nothing.` : parts.join('\n\n');
}
