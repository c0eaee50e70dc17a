import { anyLevel, type Field } from './field.ts';
import { anyTime } from './times.ts';

/** A way in which log lines begin. */
export interface Layout {
  readonly says: string;
  readonly pattern: RegExp;
  readonly fields: ReadonlyMap<string, Field>;
  /** A field that might be a word of the message instead: it must repeat to be believed. */
  readonly uncertain: string | null;
}

type Part = string | readonly [name: string, source: string];

const time: Part = ['time', anyTime];
const level: Part = ['level', `${anyLevel}(?![\\w])`];
const name = '[\\p{L}_][\\p{L}\\p{N}_./$@-]*';
const dotted = '[\\p{L}_$][\\p{L}\\p{N}_$]*(?:\\.[\\p{L}\\p{N}_$]+)+';
const word = '[\\p{L}_][\\p{L}\\p{N}_.-]*';
/** What shows that the word before it is a name, not the message's first word. */
const mark = '(?::(?=[ \\t])|(?=[ \\t]+[\\[({<])|(?=[ \\t]+[\\w.-]+=)|(?=[ \\t]+[-|][ \\t]))';
const start = '[\\[<]?';
const gap = '[\\])>]?[ \\t|]+';

function layout(says: string, parts: readonly Part[], uncertain: string | null = null): Layout {
  const fields = new Map<string, Field>();
  let before = '';
  let named = '';
  parts.forEach((part, index) => {
    if (typeof part === 'string') {
      before += part;
      named += part;
      return;
    }
    const [fieldName, value] = part;
    const next = parts[index + 1];
    const after = typeof next === 'string' ? `(?=${next})` : '';
    fields.set(fieldName, { name: fieldName, before, value, after, anywhere: false });
    before += `(?:${value})`;
    named += `(?<${fieldName}>${value})`;
  });
  return { says, pattern: new RegExp(`^${named}`, 'iu'), fields, uncertain };
}

/** The layouts known, the most telling first. */
export const layouts: readonly Layout[] = [
  layout('client, user, time, request, status', [
    ['ip', '[\\w.:-]+'],
    '[ \\t]+\\S+[ \\t]+',
    ['user', '\\S+'],
    '[ \\t]+\\[',
    time,
    '\\][ \\t]+"',
    ['method', '[A-Z]+'],
    '[ \\t]+',
    ['path', '[^\\s"]+'],
    '[^"\\r\\n]*"[ \\t]+',
    ['status', '\\d{3}'],
    '(?!\\d)',
  ]),
  layout('time, thread, level, logger', [
    start,
    time,
    `${gap}\\[`,
    ['thread', '[^\\]\\r\\n]+'],
    '\\][ \\t]+',
    level,
    '[ \\t]+',
    ['logger', dotted],
    '[ \\t:]',
  ]),
  layout('time, level, thread, logger', [
    start,
    time,
    gap,
    level,
    '[ \\t]+(?:\\d+[ \\t]+)?(?:---[ \\t]+)?\\[',
    ['thread', '[^\\]\\r\\n]+'],
    '\\][ \\t]+',
    ['logger', dotted],
    '[ \\t:]',
  ]),
  layout('time, logger, level', [
    time,
    '[ \\t]+-[ \\t]+',
    ['logger', word],
    '[ \\t]+-[ \\t]+',
    level,
    '[ \\t]+-',
  ]),
  layout('time, module, level', [
    start,
    time,
    '\\][ \\t]+\\[',
    ['module', '\\w+'],
    ':',
    level,
    '\\]',
  ]),
  layout('time, host, program, level', [
    start,
    time,
    '[ \\t]+',
    ['host', word],
    '[ \\t]+',
    ['program', word],
    '\\[\\d+\\]:[ \\t]+[\\[<]?',
    level,
    '[\\]>:]?(?:[ \\t]|$)',
  ]),
  layout(
    'time, level, service',
    [start, time, `${gap}[\\[<(]?`, level, '[\\])>]?[ \\t]+[\\[(]', ['service', name], '[\\])]'],
    'service',
  ),
  layout(
    'time, level, service',
    [start, time, `${gap}[\\[<(]?`, level, '[\\])>:|]?[ \\t|]+', ['service', word], mark],
    'service',
  ),
  layout(
    'time, service, level',
    [start, time, `${gap}[\\[(]`, ['service', name], '[\\])][ \\t:]+[\\[<(]?', level, '(?![\\w-])'],
    'service',
  ),
  layout(
    'time, service, level',
    [start, time, gap, ['service', word], '[ \\t:|]+[\\[<(]?', level, '(?![\\w-])'],
    'service',
  ),
  layout('time, host, program', [
    start,
    time,
    '[ \\t]+',
    ['host', word],
    '[ \\t]+',
    ['program', '[\\p{L}_(][\\p{L}\\p{N}_./()-]*'],
    '(?:\\[\\d+\\])?:(?=[ \\t]|$)',
  ]),
  layout('time, level', [start, time, `${gap}[\\[<(]?`, level, '[\\])>:]?(?:[ \\t]|$)']),
  layout(
    'level, service',
    ['[\\[<(]?', level, '[\\])>:|]?[ \\t|]+[\\[(]', ['service', name], '[\\])]'],
    'service',
  ),
  layout('level', ['[\\[<(]?', level, '[\\])>:](?:[ \\t]|$)']),
  layout('time', [start, time, '(?![\\w])']),
];
