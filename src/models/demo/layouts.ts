import { anyTime } from './dates.ts';
import { allLevels, levelSource } from './fields.ts';

/** A stretch of a line: a field, or what stands between two (without a name). */
export interface Part {
  readonly name: string;
  /** Source of a regular expression. */
  readonly source: string;
  /** Of a table's cell: the source of what may stand between its quotation marks. */
  readonly inner?: string;
}

const part = (name: string, source: string): Part => ({ name, source });
const time = part('time', anyTime);
const level = part('level', levelSource(allLevels));
const bareName = '[A-Za-z_][\\w.-]*';
const service = part('service', bareName);
const named = part('service', '[A-Za-z_][\\w./$@-]*');
/** No level: `ERROR api: ...` names no host. */
const host = part('host', `(?!${levelSource(allLevels)}(?!\\w))${bareName}`);
const program = part('program', '[A-Za-z_(][\\w./()-]*');
const thread = part('thread', '[^\\]\\r\\n]+');
const dotted = part('logger', '[A-Za-z_$][\\w$]*(?:\\.[\\w$]+)+');
const message = part('message', '[^\\r\\n]*');

const start = part('', '[\\[<]?');
const gap = part('', '[\\])>:|]*[ \\t|]+[\\[<(]?');
/** What shows that the word before it is a name, not the message's first word. */
const mark = part('', '(?=:[ \\t]|[ \\t]+(?:[\\[({<|-]|[\\w.-]+=))[ \\t:|-]*');
const end = part('', '[\\])>:|]?(?:[ \\t]+[|-]?[ \\t]*|(?![^\\r\\n]))');

/** The parts between and in the braces of a template; what stands between is a source too. */
function layout(glue: TemplateStringsArray, ...fields: readonly Part[]): readonly Part[] {
  const parts: Part[] = [];
  const add = (next: Part): void => {
    const last = parts.at(-1);
    if (next.name !== '' || last === undefined || last.name !== '') parts.push(next);
    else parts[parts.length - 1] = part('', last.source + next.source);
  };
  glue.raw.forEach((source, index) => {
    if (source !== '') add(part('', source));
    const field = fields[index];
    if (field !== undefined) add(field);
  });
  return parts;
}

/** The ways in which log lines begin that are known, the most telling first. */
export const layouts: readonly (readonly Part[])[] = [
  layout`${part('ip', '[\\w.:-]+')} +\S+ +${part('user', '\\S+')} +\[${time}\] +"${part('method', '[A-Z]+')} +${part('path', '[^\\s"]+')}[^"\r\n]*" +${part('status', '\\d{3}')}(?!\d)`,
  layout`${start}${time}${gap}\[?${thread}\][ \t]+${level}[ \t]+${dotted}[ \t:-]+${message}`,
  layout`${start}${time}${gap}${level}[ \t]+(?:\d+[ \t]+)?(?:---[ \t]+)?\[${thread}\][ \t]+${dotted}[ \t:-]+${message}`,
  layout`${time}[ \t]+-[ \t]+${part('logger', bareName)}[ \t]+-[ \t]+${level}[ \t]+-[ \t]*${message}`,
  layout`${start}${time}\][ \t]+\[${part('module', '\\w+')}:${level}\][ \t]*${message}`,
  layout`${start}${time}[ \t]+${host}[ \t]+${program}\[\d+\]:[ \t]+[\[<]?${level}${end}${message}`,
  layout`${start}${time}${gap}${level}[\])>]?[ \t]+[\[(]${named}[\])][ \t:]*${message}`,
  layout`${start}${time}${gap}${level}${gap}${service}${mark}${message}`,
  layout`${start}${time}[\])>]?[ \t|]+[\[(]${named}[\])][ \t:]+[\[<(]?${level}(?![\w-])[\])>:|]?[ \t]*${message}`,
  layout`${start}${time}[\])>]?[ \t|]+${service}[ \t:|]+[\[<(]?${level}(?![\w-])[\])>:|]?[ \t]*${message}`,
  layout`${start}${time}[ \t]+${host}[ \t]+${program}(?:\[\d+\])?:[ \t]*${message}`,
  layout`${start}${time}${gap}${level}${end}${message}`,
  layout`[\[<(]?${level}[\])>:|]?[ \t|]+[\[(]${named}[\])][ \t:]*${message}`,
  layout`[\[<(]?${level}[\])>:](?:[ \t]+|(?![^\r\n]))${message}`,
  layout`${start}${time}(?![\w])[\])>]?[ \t:]*${message}`,
];
