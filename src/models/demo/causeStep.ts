import { causeInstruction, replyInstruction } from './excerpts.ts';
import { literal, type Place, readLines, type Situation, type Step } from './step.ts';
import type { Row } from './tallySteps.ts';

/** What sub-models took for the cause of each value's first failure. */
export interface Causes {
  readonly byValue: ReadonlyMap<string, Place>;
  /** Lines before a failure that were read. */
  readonly before: number;
}

const before = 40;
/** Failures that are looked into. */
const mostFailures = 20;

/** One sub-call for each value, over the lines just before its first failure. */
export function* causeStep(
  situation: Situation,
  rows: readonly Row[],
): Generator<Step, Causes, string> {
  const failures = [...rows].sort((a, b) => a.first.line - b.first.line).slice(0, mostFailures);
  if (!situation.subcalls) return { byValue: new Map(), before };
  const list = failures
    .map(({ value, first }) => {
      const path = situation.many ? `path: ${literal(first.path)}, ` : '';
      return `  { ${path}name: ${literal(value)}, line: ${first.line} },`;
    })
    .join('\n');
  const options = situation.many ? '{ path, numbers: true }' : '{ numbers: true }';
  const output = yield {
    prose: `What set each failure off must stand before its first line.\nSo I give the ${before} lines before each first failure to a sub-model, all at once, and ask for the telling one.`,
    code: `const failures = [
${list}
];
const prompts = failures.map(({ ${situation.many ? 'path, ' : ''}name, line }) =>
  ${literal(causeInstruction)} + \` "\${name}" (L\${line})? ${replyInstruction}\\n\\n\` +
  lines(Math.max(1, line - ${before}), line, ${options}));
const replies = await llm_query_batched(prompts);
replies.forEach((reply, index) => print(\`\${index + 1}. \${failures[index].name} <- \${reply}\`));`,
  };
  const byValue = new Map<string, Place>();
  failures.forEach(({ value, first }, index) => {
    const start = `${index + 1}. ${value} <- `;
    const reply = output.split('\n').find((line) => line.startsWith(start));
    const [found] = readLines((reply ?? '').slice(start.length));
    if (found !== undefined) byValue.set(value, { ...found, path: first.path });
  });
  return { byValue, before };
}
