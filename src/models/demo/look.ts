import { type Obstacles, obstacleCode } from './obstacles.ts';
import { learnShape } from './shape.ts';
import { type Look, readFacts, readLines, type Situation, type Step } from './step.ts';

/** Characters of a line that the first look shows. */
const width = 300;

/** How many lines there are, and a few from the start, the middle and the end. */
export function* lookAt(situation: Situation): Generator<Step, Look, string> {
  const code = measureCode(situation.longest) + (situation.many ? lookAtMany : lookAtOne);
  const output = yield {
    prose: situation.many
      ? 'First I look at which files there are and how their lines are built.\nThe helpers search the text outside the REPL, so nothing big is loaded.'
      : 'First I look at how the lines of this text are built: a few from the start, the middle and the end.\nThe helpers search the text outside the REPL, so nothing big is loaded.',
    code,
  };
  const facts = readFacts<{
    lines: number;
    filled: number;
    files: number;
    long: number;
    obstacles: Obstacles;
  }>(output);
  return {
    shape: learnShape(readLines(output), width),
    lines: facts.lines,
    filled: facts.filled,
    files: facts.files,
    longLines: facts.long > 0,
    obstacles: facts.obstacles,
  };
}

function measureCode(longest: number | null): string {
  const long = longest === null ? "count('^[^\\\\r\\\\n]{20000}')" : longest < 20_000 ? '0' : '1';
  return `const lineEnds = count('\\\\r\\\\n|\\\\r|\\\\n');
const unended = count('[^\\\\r\\\\n](?![\\\\s\\\\S])'); // text after the last line end
const total = lineEnds + unended;
const filled = count('^[^\\\\r\\\\n]*?[^\\\\s][^\\\\r\\\\n]*');
const long = ${long}; // lines of 20,000 characters and more
// What these rules would read wrongly.
${obstacleCode}`;
}

const lookAtOne = `const head = grep('^[^\\\\r\\\\n]{1,${width}}', { max: 12 });
for (const hit of head) print(\`L\${hit.line}: \${hit.match}\`);
const show = (from, to) => {
  for (const line of lines(from, to, { numbers: true }).split('\\n')) print(line.slice(0, ${width}));
};
const middle = Math.floor(total / 2);
if (long === 0 && total > 40) {
  show(middle, middle + 9);
  show(total - 9, total);
}
print('facts = ' + JSON.stringify({ lines: total, filled, files: 1, long, obstacles }));`;

const lookAtMany = `const files = grep('(?<![\\\\s\\\\S])[\\\\s\\\\S]', { max: 100000 }); // the first character of each file
for (const { path } of files.slice(0, 8)) {
  for (const hit of grep('^[^\\\\r\\\\n]{1,${width}}', { path, max: 4 })) print(\`\${path}:L\${hit.line}: \${hit.match}\`);
}
print('facts = ' + JSON.stringify({ lines: total, filled, files: files.total, long, obstacles }));`;
