import { type Cell, readLines, readValue } from './cells.ts';
import { type Obstacles, obstaclePatterns } from './obstacles.ts';
import { learnShape } from './shape.ts';
import type { Look, Situation, Steps } from './step.ts';
import type { Task } from './task.ts';

/** Lines up to this long are looked at whole. */
const wholeLine = 500;

/** Looks at a few lines, and counts what would lead the rules astray. */
export function* lookAt(
  task: Task,
  situation: Situation,
): Steps<{ look: Look; obstacles: Obstacles }> {
  const { many, lines, longest } = situation;
  const isShort = longest !== null && longest <= wholeLine;
  const ranges = many || lines === null || lines === 0 || !isShort ? [] : rangesOf(lines);
  const heads: Cell = {
    says: many ? 'how the first files begin' : 'some lines from the start, middle and end',
    does: [ranges.length === 0 ? { kind: 'heads' } : { kind: 'lines', ranges }],
  };
  const output = yield {
    parts: [
      {
        prose: many
          ? 'First I look at how the lines of these files are built.'
          : 'First I look at how the lines of this text are built.',
        cell: heads,
      },
      {
        prose: 'And I count what would mislead a search by patterns.',
        cell: {
          says: 'none of these should be there',
          does: [{ kind: 'counts', patterns: obstaclePatterns(task) }],
        },
      },
    ],
  };
  const shape = learnShape(readLines(output));
  return { look: { ...situation, shape }, obstacles: readValue<Obstacles>(output, 'counts') };
}

function rangesOf(lines: number) {
  if (lines <= 40) return [{ from: 1, to: lines }];
  const middle = Math.floor(lines / 2);
  return [
    { from: 1, to: 12 },
    { from: middle, to: middle + 9 },
    { from: lines - 9, to: lines },
  ];
}
