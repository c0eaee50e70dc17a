import { escapePattern } from './words.ts';

/** What the question calls a field, singular, and the names that files give it. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  service: 'service svc service_name servicename app application component program logger'.split(
    ' ',
  ),
  component: ['component', 'module', 'service', 'logger'],
  module: ['module', 'component', 'logger'],
  logger: ['logger', 'logger_name', 'name'],
  class: ['logger'],
  program: ['program', 'process', 'service', 'comm'],
  process: ['process', 'program', 'service', 'proc'],
  daemon: ['program', 'service'],
  host: ['host', 'hostname', 'node', 'server', 'machine'],
  machine: ['machine', 'host', 'hostname', 'node'],
  server: ['server', 'host', 'hostname'],
  user: ['user', 'username', 'user_name', 'login'],
  thread: ['thread', 'thread_name'],
  level: ['level', 'lvl', 'severity', 'loglevel', 'log_level', 'levelname'],
  'log level': ['level', 'lvl', 'severity', 'loglevel', 'log_level', 'levelname'],
  severity: ['severity', 'level', 'lvl'],
  status: ['status', 'status_code', 'statuscode', 'code'],
  'status code': ['status', 'status_code', 'statuscode', 'code'],
  method: ['method', 'http_method', 'verb'],
  path: ['path', 'url', 'uri', 'route', 'endpoint'],
  endpoint: ['endpoint', 'path', 'route', 'url'],
  time: ['time', 'timestamp', 'ts', '@timestamp', 'date', 'datetime'],
};

/** Names under which a file may hold what the question calls `noun`. */
export function namesOf(noun: string): readonly string[] {
  return aliases[noun] ?? [noun, noun.replaceAll(' ', '_'), noun.replaceAll(' ', '')];
}

const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const ip = `(?<![\\w.])(?:${octet}\\.){3}${octet}(?!\\.?[\\w])`;
const email = '(?<![\\w.+-])[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+(?![\\w-])';
const url = '(?<![\\w])https?://[^\\s<>"\'`)\\]}]+(?<![.,;:!?])';

/** Values that are known by their own form, wherever they stand, by the ends of their nouns. */
const byForm: readonly (readonly [RegExp, string])[] = [
  [/^(?:ip|ip address|ipv4 address)$/, ip],
  [/^(?:e-?mail|(?:e-?)?mail address)$/, email],
  [/^(?:url|link)$/, url],
];

/** Source of the values that a noun names by their form; null for other nouns. */
export function formOf(noun: string): string | null {
  return byForm.find(([nouns]) => nouns.test(noun))?.[1] ?? null;
}

/** True for nouns that only make sense as a field, never as a word to look for. */
export function isFieldNoun(noun: string): boolean {
  return Object.hasOwn(aliases, noun) || formOf(noun) !== null;
}

/** Words for levels as questions use them, and how files spell them. */
const levels = {
  trace: ['TRACE'],
  debug: ['DEBUG'],
  info: ['INFO'],
  notice: ['NOTICE'],
  warning: ['WARN(?:ING)?'],
  error: ['ERR(?:OR)?', 'SEVERE'],
  critical: ['CRIT(?:ICAL)?', 'ALERT', 'EMERG(?:ENCY)?', 'PANIC'],
  fatal: ['FATAL'],
} as const satisfies Record<string, readonly string[]>;

export type Level = keyof typeof levels;

export const allLevels = Object.keys(levels) as readonly Level[];
/** Levels at which something failed. */
export const failureLevels: readonly Level[] = ['error', 'critical', 'fatal'];

/** Source of the words for some levels. */
export function levelSource(named: readonly Level[]): string {
  const words = named.flatMap((level) => levels[level]);
  return words.length === 1 ? (words[0] ?? '') : `(?:${words.join('|')})`;
}

/** The levels that a word of the question names: "errors", "warnings", "failures"; null for none. */
export function levelsNamed(word: string): readonly Level[] | null {
  const key = word.toLowerCase().replace(/s$/, '');
  if (key === 'failure') return failureLevels;
  const level = key === 'warn' ? 'warning' : key;
  return allLevels.includes(level as Level) ? [level as Level] : null;
}

/** Where the value of a field stands that lines name before it: `name=value`, `"name": value`. */
export interface KeyedField {
  readonly before: string;
  readonly value: string;
  readonly after: string;
}

/** The ways in which lines name such a field. */
export function keyedForms(name: string): readonly KeyedField[] {
  const key = escapePattern(name);
  const json = `(?<!\\\\)"${key}"[ \\t]*:[ \\t]*`;
  return [
    { before: `${json}"`, value: '(?:[^"\\\\\\r\\n]|\\\\.)*', after: '"' },
    { before: json, value: '(?:-?\\d[\\d.eE+-]*|true|false)', after: '(?![^ \\t,}\\]\\r\\n])' },
    { before: `(?<![\\w.-])${key}="`, value: '[^"\\r\\n]*', after: '"' },
    {
      before: `(?<![\\w.-])${key}=`,
      // A quotation mark that is escaped belongs to a record around this one.
      value: '(?!\\\\")[^\\s",;\\]}]+',
      after: '(?![^\\s",;\\]}])',
    },
  ];
}
