import { restOfLine } from './words.ts';

/**
 * Where a value stands in a line: sources of regular expressions (flags `iu`), `before` from the
 * line's start on. `anywhere`: the value is known by its own form and may stand several times in a
 * line; `before` and `after` are then empty.
 */
export interface Field {
  readonly name: string;
  readonly before: string;
  readonly value: string;
  readonly after: string;
  readonly anywhere: boolean;
}

/** Source that matches a line once, up to the field, whose text is the group `value`. */
export function fieldPattern(field: Field, conditions: readonly string[] = []): string {
  return `^${conditions.join('')}${field.before}(?<value>${field.value})${field.after}`;
}

/** A look-ahead at a line's start: the field is one of the values (sources). */
export function fieldIs(field: Field, values: readonly string[]): string {
  return `(?=${field.before}(?:${values.join('|')})${field.after})`;
}

/** A look-ahead at a line's start: the occurrence stands somewhere in the line. */
export function lineHas(occurrence: string): string {
  return `(?=${restOfLine}?${occurrence})`;
}

/** Source that matches each line that fulfils the conditions once, whole. */
export function wholeLine(conditions: readonly string[]): string {
  return `^${conditions.join('')}${restOfLine}`;
}

/** What the question calls a field, singular, and the names that files give it. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  service: [
    'service',
    'svc',
    'service_name',
    'servicename',
    'app',
    'application',
    'component',
    'program',
    'logger',
  ],
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

/** True for nouns that only make sense as a field, never as a word to look for. */
export function isFieldNoun(noun: string): boolean {
  return Object.hasOwn(aliases, noun) || Object.hasOwn(byForm, noun);
}

const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const ip = `(?<![\\w.])(?:${octet}\\.){3}${octet}(?!\\.?\\w)`;
const email = '(?<![\\w.+-])[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+(?![\\w-])';
const url = '(?<!\\w)https?://[^\\s<>"\'`)\\]}]+(?<![.,;:!?])';

/** Values that are known by their own form, wherever they stand. */
const byForm: Readonly<Record<string, { readonly name: string; readonly value: string }>> = {
  ip: { name: 'IPv4 address', value: ip },
  'ip address': { name: 'IPv4 address', value: ip },
  'ipv4 address': { name: 'IPv4 address', value: ip },
  email: { name: 'e-mail address', value: email },
  'e-mail': { name: 'e-mail address', value: email },
  'email address': { name: 'e-mail address', value: email },
  'e-mail address': { name: 'e-mail address', value: email },
  'mail address': { name: 'e-mail address', value: email },
  url: { name: 'URL', value: url },
  link: { name: 'URL', value: url },
};

/** The field for a noun that is known by its own form; null for others. */
export function fieldByForm(noun: string): Field | null {
  const form = byForm[noun];
  return form === undefined ? null : { ...form, before: '', after: '', anywhere: true };
}

/** Words for levels as questions use them, and how files spell them (sources, flag `i`). */
export const levels = {
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

/** Source for any level. */
export const anyLevel = `(?:${Object.values(levels).flat().join('|')})`;

/** Levels at which something failed. */
export const failureLevels: readonly Level[] = ['error', 'critical', 'fatal'];

const levelWords: Readonly<Record<string, readonly Level[]>> = {
  ...(Object.fromEntries(
    Object.keys(levels).flatMap((level) => [
      [level, [level]],
      [`${level}s`, [level]],
    ]),
  ) as Record<string, readonly Level[]>),
  warn: ['warning'],
  warns: ['warning'],
  fatality: ['fatal'],
  failure: failureLevels,
  failures: failureLevels,
};

/** The levels that a word of the question names: "errors", "warnings", "failures"; null for none. */
export function levelsNamed(word: string): readonly Level[] | null {
  const key = word.toLowerCase();
  return Object.hasOwn(levelWords, key) ? (levelWords[key] ?? null) : null;
}
