import {
  amount,
  digits,
  type Look,
  literal,
  type Plan,
  readFacts,
  type Situation,
  submit,
} from './step.ts';
import type { Task } from './task.ts';

/** "How many lines, entries, words, characters, files are there?" */
export function* totalPlan(
  { unit }: Task & { form: 'total' },
  situation: Situation,
  look: Look,
): Plan {
  const answer = 'The figure is exact, so I write the answer down.';
  const inFiles = situation.many
    ? ` in ${amount(look.files, 'file that is', 'files that are')} not empty`
    : '';
  const lines = `**${amount(look.lines, 'line')}**${inFiles}, of which ${digits(look.lines - look.filled)} ${look.lines - look.filled === 1 ? 'is' : 'are'} blank. What follows the last line end counts as a line only if there is something.`;
  switch (unit) {
    case 'line':
      return submit(answer, lines);
    case 'file':
      return submit(
        answer,
        situation.many
          ? `**${amount(look.files, 'file')}** with text in ${look.files === 1 ? 'it' : 'them'}; empty files are not counted. Together: ${amount(look.lines, 'line')}.`
          : `**One text**, of ${amount(look.lines, 'line')}.`,
      );
    case 'entry': {
      const { csv, fields } = look.shape;
      if (csv !== null) {
        const rows = Math.max(0, look.filled - 1);
        return submit(
          answer,
          `**${amount(rows, 'entry', 'entries')}**: the rows of the table that are not blank, without its header [L1].`,
        );
      }
      const time = fields.get('time');
      if (time === undefined) {
        return submit(
          answer,
          `**${amount(look.filled, 'entry', 'entries')}**, if each line that is not blank is one: the lines have no form by which the demo could tell entries. There are ${amount(look.lines, 'line')} in all.`,
        );
      }
      const output = yield {
        prose: 'Now I count the lines that begin like an entry of this log, with a time.',
        code: `print('facts = ' + JSON.stringify({ entries: count(${literal(`^${time.before}(?:${time.value})`)}, { flags: 'iu' }) }));`,
      };
      const { entries } = readFacts<{ entries: number }>(output);
      return submit(
        answer,
        `**${amount(entries, 'entry', 'entries')}**: lines that begin with their time. There are ${amount(look.lines, 'line')} in all.`,
      );
    }
    case 'word':
    case 'character': {
      const output = yield {
        prose: `Now I count the ${unit}s in code.`,
        code: `print('facts = ' + JSON.stringify({ units: count(${unit === 'word' ? "'\\\\S+'" : "'[\\\\s\\\\S]', { flags: 'u' }"}) }));`,
      };
      const { units } = readFacts<{ units: number }>(output);
      const rule =
        unit === 'word'
          ? 'A word is whatever stands between white space.'
          : 'Line ends and spaces are counted too.';
      return submit(answer, `**${amount(units, unit)}**. ${rule}`);
    }
    default:
      return unit satisfies never;
  }
}
