import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, assertDeclined, claimed } from './support.ts';

const timeout = 120_000;

interface Entry {
  readonly at: Date;
  readonly level: string;
  readonly service: string;
  readonly message: string;
}

/** Five days of entries of four services, errors of three of them; always the same. */
function makeEntries(): readonly Entry[] {
  let state = 11;
  const next = (below: number): number => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
  const services = ['api', 'billing-worker', 'cache', 'mail'];
  return Array.from({ length: 1500 }, (_, index) => {
    const service = services[next(services.length)] ?? 'api';
    const roll = next(100);
    const level = roll < 6 && service !== 'cache' ? 'ERROR' : roll < 15 ? 'WARN' : 'INFO';
    const message =
      level === 'ERROR'
        ? `timeout after ${next(30)} s, 2 errors so far`
        : level === 'WARN'
          ? 'queue is long: error budget shrinks'
          : `handled ${next(900)} requests, terror level none`;
    return { at: new Date(Date.UTC(2026, 2, 12) + index * 288_000), level, service, message };
  });
}

const months = ['Jan', 'Feb', 'Mar'];
const two = (value: number): string => String(value).padStart(2, '0');
const clock = (at: Date): string => at.toISOString().slice(11, 19);
const iso = (at: Date): string => at.toISOString();

/** The same entries in layouts that logs have. */
const layouts: Readonly<Record<string, (entry: Entry, index: number) => string>> = {
  'time level service: message': (e) => `${iso(e.at)} ${e.level} ${e.service}: ${e.message}`,
  'time [level] [service] message': (e) =>
    `${iso(e.at).replace('T', ' ').slice(0, 19)} [${e.level}] [${e.service}] ${e.message}`,
  '[time] [service] level message': (e) => `[${iso(e.at)}] [${e.service}] ${e.level} ${e.message}`,
  'python logging': (e) =>
    `${iso(e.at).replace('T', ' ').replace('.', ',').slice(0, 23)} - ${e.service} - ${e.level} - ${e.message}`,
  'time | level | service | message': (e) =>
    `${iso(e.at).slice(0, 19)} | ${e.level.padEnd(5)} | ${e.service} | ${e.message}`,
  logfmt: (e) =>
    `time=${iso(e.at)} level=${e.level.toLowerCase()} service=${e.service} msg="${e.message}"`,
  'JSON lines': (e) =>
    JSON.stringify({
      time: iso(e.at),
      level: e.level.toLowerCase(),
      service: e.service,
      msg: e.message,
    }),
  CSV: (e) => `${iso(e.at)},${e.level},${e.service},"${e.message}"`,
  'access-log dates': (e) =>
    `${two(e.at.getUTCDate())}/${months[e.at.getUTCMonth()]}/${e.at.getUTCFullYear()}:${clock(e.at)} +0000 ${e.level} ${e.service}: ${e.message}`,
  syslog: (e, index) =>
    `${months[e.at.getUTCMonth()]} ${String(e.at.getUTCDate()).padStart(2)} ${clock(e.at)} node-1 ${e.service}[${index + 1}]: ${e.level}: ${e.message}`,
  'German dates': (e) =>
    `${two(e.at.getUTCDate())}.${two(e.at.getUTCMonth() + 1)}.2026 ${clock(e.at)} ${e.level} ${e.service}: ${e.message}`,
};

const entries = makeEntries();

for (const [name, write] of Object.entries(layouts)) {
  for (const lineEnd of ['\n', '\r\n']) {
    const header = name === 'CSV' ? `time,level,service,message${lineEnd}` : '';
    const text = header + entries.map(write).join(lineEnd) + lineEnd;
    const offset = header === '' ? 1 : 2;
    const errors = entries.filter(({ level }) => level === 'ERROR');
    const onDay = errors.filter(({ at }) => at.getUTCDate() === 14);
    const title = `${name}, ${lineEnd === '\n' ? 'LF' : 'CRLF'}`;

    test(`errors are counted by level, not by word: ${title}`, { timeout }, async () => {
      assert.equal(claimed((await ask('How many errors are there?', text)).answer), errors.length);
      const { answer } = await ask('How many errors were logged on 14 March?', text);
      assert.equal(claimed(answer), onDay.length, answer);
    });

    test(`services with errors of one day are told: ${title}`, { timeout }, async () => {
      const noun = name === 'syslog' ? 'programs' : 'services';
      const { answer } = await ask(`Which ${noun} logged errors on 14 March 2026?`, text);
      for (const service of new Set(entries.map((entry) => entry.service))) {
        const own = onDay.filter((entry) => entry.service === service);
        const row = answer.split('\n').find((line) => line.startsWith(`| ${service} |`));
        assert.equal(row === undefined, own.length === 0, `${service}: ${answer}`);
        const [first] = own;
        if (first === undefined || row === undefined) continue;
        assert.ok(row.startsWith(`| ${service} | ${own.length} |`), row);
        assert.ok(row.includes(`[L${entries.indexOf(first) + offset}]`), row);
      }
    });

    test(`the first and the last error are found: ${title}`, { timeout }, async () => {
      const { answer } = await ask('When did the first and last error occur?', text);
      const first = entries.findIndex(({ level }) => level === 'ERROR');
      const last = entries.findLastIndex(({ level }) => level === 'ERROR');
      assert.ok(answer.includes(`[L${first + offset}]`), answer);
      assert.ok(answer.includes(`[L${last + offset}]`), answer);
    });

    test(`the most frequent error and service are right: ${title}`, { timeout }, async () => {
      const error = await ask('What is the most frequent error?', text);
      assert.match(error.answer, /timeout after # s, # errors so far/);
      assert.ok(error.answer.includes(`: ${errors.length} times`), error.answer);
      const noun = name === 'syslog' ? 'program' : 'service';
      const service = await ask(`Which ${noun} logged the most errors?`, text);
      const tally = new Map<string, number>();
      for (const { service: own } of errors) tally.set(own, (tally.get(own) ?? 0) + 1);
      const most = Math.max(...tally.values());
      const best = [...tally].filter(([, count]) => count === most).map(([own]) => own);
      assert.ok(
        best.some((own) => service.answer.includes(`\`${own}\``)),
        service.answer,
      );
      assert.ok(service.answer.includes(`${most} times`), service.answer);
    });
  }
}

test('lines out of order are compared by their times', { timeout }, async () => {
  const text = [...entries]
    .reverse()
    .map(layouts['time level service: message'] ?? String)
    .join('\n');
  const { answer } = await ask('When did the first error occur?', text);
  const first = entries.findIndex(({ level }) => level === 'ERROR');
  assert.ok(answer.includes(`[L${entries.length - first}]`), answer);
  assert.match(answer, /not in the order of time/);
});

test('a date in a message is not the date of the line', { timeout }, async () => {
  const text = [
    '2026-03-13T10:00:00Z ERROR api: certificate ends 2026-03-14',
    '2026-03-14T10:00:00Z ERROR mail: refused',
    '2026-03-15T10:00:00Z INFO api: report on 2026-03-14 sent',
    '2026-03-15T10:00:01Z ERROR api: still no 14 March',
  ].join('\n');
  const { answer } = await ask('Which services failed on 14 March?', text);
  assert.match(answer, /\*\*1 service\*\*/);
  assert.match(answer, /\| mail \| 1 \|/);
});

test('the first word of a message is not taken for a service', { timeout }, async () => {
  const words = ['Starting worker', 'Failed to connect', 'Connection lost', 'Could not write'];
  const text = Array.from(
    { length: 80 },
    (_, index) => `2026-03-14T10:00:${two(index % 60)}Z ERROR ${words[index % 4]} number ${index}`,
  ).join('\n');
  assertDeclined(await ask('Which services logged errors?', text));
});

test('a level is not taken for a host', { timeout }, async () => {
  const text = Array.from(
    { length: 60 },
    (_, index) => `2026-03-14T10:00:${two(index % 60)}Z ERROR svc${index}: failed`,
  ).join('\n');
  assertDeclined(await ask('Which hosts are there?', text));
  assert.equal(claimed((await ask('How many errors are there?', text)).answer), 60);
});

test('what has the level but not the field is said', { timeout }, async () => {
  const text = Array.from({ length: 60 }, (_, index) =>
    index % 10 === 9
      ? '2026-03-14 10:00:00 ERROR out of luck'
      : '2026-03-14 10:00:00 ERROR api: failed',
  ).join('\n');
  const { answer } = await ask('Which services logged errors?', text);
  assert.match(answer, /\| api \| 54 \|/);
  assert.match(answer, /6 more such lines without a service/);
});

test('a line without a time is not lost when times are compared', { timeout }, async () => {
  const lines = Array.from(
    { length: 40 },
    (_, index) => `2026-03-14 10:00:${two(index)} INFO api: ok`,
  );
  lines[20] = '  cause: disk full';
  lines[30] = '2026-03-14 10:00:30 ERROR api: disk full';
  const { answer } = await ask('When did "disk full" first and last occur?', lines.join('\n'));
  assert.match(answer, /First: line 21\*\* \[L21\]/);
  assert.match(answer, /Last: .*\[L31\]/);
  assert.match(answer, /their times were not compared/);
});

test('dates that can be read in two ways are not guessed at', { timeout }, async () => {
  const text = Array.from(
    { length: 50 },
    (_, index) => `03/0${(index % 9) + 1}/2026 10:00:00 ERROR api: timeout ${index}`,
  ).join('\n');
  assertDeclined(await ask('How many errors were there on 4 March?', text));
});

test('more matches than are fetched at once are counted exactly', { timeout }, async () => {
  const many = Array.from({ length: 60_000 }, (_, index) => {
    const service = index % 3 === 0 ? 'pay' : index % 7 === 0 ? 'pay-api' : 'web';
    return `2026-03-14T10:00:00Z ERROR ${service}: failed ${index}`;
  });
  const { answer } = await ask('Which services logged errors?', many.join('\n'));
  for (const service of ['pay', 'pay-api', 'web']) {
    const own = many.filter((line) => line.includes(` ${service}: `)).length;
    assert.ok(answer.includes(`| ${service} | ${own.toLocaleString('en-US')} |`), answer);
  }
  const when = await ask('When did the last error occur?', many.join('\n'));
  assert.ok(when.answer.includes('[L60000]'), when.answer);
});
