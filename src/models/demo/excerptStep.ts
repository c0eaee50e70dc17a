import { pickInstruction, replyInstruction } from './excerpts.ts';
import { literal, type Place, readLines, type Situation, type Step } from './step.ts';

/** Lines before and after a place that an excerpt has. */
const around = 3;

/** Has sub-models read the surroundings of some places; the lines they find telling. */
export function* readExcerpts(
  situation: Situation,
  places: readonly Place[],
  topic: string,
): Generator<Step, readonly Place[], string> {
  if (!situation.subcalls || places.some(({ text }) => text.length > 290)) return [];
  const windows = places.reduce<{ path: string; from: number; to: number }[]>(
    (made, { path, line }) => {
      const last = made.at(-1);
      const from = Math.max(1, line - around);
      if (last !== undefined && last.path === path && from <= last.to + 1) {
        last.to = Math.max(last.to, line + around);
      } else made.push({ path, from, to: line + around });
      return made;
    },
    [],
  );
  const list = windows
    .map(
      ({ path, from, to }) =>
        `  { ${situation.many ? `path: ${literal(path)}, ` : ''}from: ${from}, to: ${to} },`,
    )
    .join('\n');
  const prefix = situation.many ? "\n    .replace(/^(?=L\\d+: )/gm, () => path + ':')" : '';
  const output = yield {
    prose: `Code has found the places; a sub-model reads ${windows.length === 1 ? 'the lines around them' : 'the lines around each'}.\nIt is asked for the line that says most, with its number.`,
    code: `const places = [
${list}
];
const prompts = places.map(({ ${situation.many ? 'path, ' : ''}from, to }) =>
  ${literal(`${pickInstruction} "${topic.replaceAll('\n', ' ')}"? ${replyInstruction}\n\n`)} +
  lines(from, to, { ${situation.many ? 'path, ' : ''}numbers: true })${prefix});
for (const reply of await llm_query_batched(prompts)) print(reply);`,
  };
  // A refused call leaves nothing to read; the figures stand without it.
  return readLines(output).filter(({ path, line }) =>
    places.some((place) => place.path === path && place.line === line),
  );
}
