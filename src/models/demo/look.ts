import { CellFailed, readLines, readValue } from './cells.ts';
import { obstacleInSight, obstaclesTo } from './obstacles.ts';
import { learnShape } from './shape.ts';
import { decline, type Look, type Plan, type Situation, type Steps, step } from './step.ts';
import type { Task } from './task.ts';

/** Lines up to this long are looked at whole. */
const wholeLine = 500;

/** Looks at a few lines from the start, the middle and the end. */
export function* lookAt(situation: Situation): Steps<Look> {
  const { many, lines, longest } = situation;
  const isShort = longest !== null && longest <= wholeLine;
  const ranges = many || !lines || !isShort ? [] : rangesOf(lines);
  const output = yield step(
    `First I look at how the lines of ${many ? 'these files' : 'this text'} are built.`,
    {
      says: many ? 'how the first files begin' : 'a few lines from the start, the middle, the end',
      does: [ranges.length === 0 ? { kind: 'heads' } : { kind: 'lines', ranges }],
    },
  );
  const sample = readLines(output);
  if (sample.length === 0 && lines !== 0 && !output.includes('(no matches)')) {
    throw new CellFailed('The cell printed no lines.');
  }
  return { ...situation, shape: learnShape(sample) };
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

/** The plan, beside whose first cell is counted what would lead its rules astray: then it ends. */
export function* withCare(task: Task, look: Look, plan: Plan): Plan {
  const inSight = obstacleInSight(task, look);
  if (inSight !== null) return decline(inSight);
  let next = plan.next();
  if (next.done === true) return next.value;
  const obstacles = obstaclesTo(task, look);
  const patterns = obstacles.map(({ name, source }) => [name, { source, exact: true }]);
  const check = {
    says: 'each of these would mislead a search by patterns',
    does: [{ kind: 'counts', name: 'odd', patterns: Object.fromEntries(patterns) } as const],
  };
  const prose = 'I make sure that the text is as plain as it looks.';
  let output = yield { parts: [{ prose, cell: check }, ...next.value.parts] };
  const odd = readValue<Record<string, number>>(output, 'odd');
  const obstacle = obstacles.find(({ name }) => (odd[name] ?? 0) > 0);
  if (obstacle !== undefined) return decline(obstacle.says);
  for (;;) {
    next = plan.next(output);
    if (next.done === true) return next.value;
    output = yield next.value;
  }
}
