import assert from 'node:assert/strict';
import { test } from 'node:test';
import { german } from '../../../webview/strings/german.ts';
import { translated } from '../../../webview/strings/language.ts';
import { strings } from '../../../webview/strings.ts';

// What a page is told in English, by the names of its sentences; Node's page has no language.
const english: Readonly<Record<string, unknown>> = strings;
const inGerman: Readonly<Record<string, unknown>> = german;

/** Said alike in both languages. */
const alike = new Set(['asks', 'group', 'runName']);
/** Of a page that leaves the editor, whose language is that of its text. */
const exported = new Set(['close', 'linesOf', 'linesNotKept', 'onlyInEditor']);

test('nearly all that a page says is there in German; what is new is said in English', () => {
  const missing = Object.keys(english).filter(
    (name) => !Object.hasOwn(inGerman, name) && !alike.has(name) && !exported.has(name),
  );
  assert.ok(missing.length < Object.keys(english).length / 10, missing.join(', '));
});

test('nothing is translated that no page says, and lists are whole', () => {
  for (const [name, said] of Object.entries(inGerman)) {
    assert.ok(Object.hasOwn(english, name), name);
    assert.equal(typeof said, typeof english[name], name);
    if (Array.isArray(said)) assert.equal(said.length, Object(english[name]).length, name);
  }
});

test('what a translation leaves out, in a table too, is said in English', () => {
  const some = { one: 'One', both: { a: 'A', b: 'B' }, list: ['x'], of: (n: number) => `${n}` };
  const said = translated(some, { both: { b: 'Be' }, of: (n) => `${n}.` });
  assert.deepEqual([said.one, said.both, said.list], ['One', { a: 'A', b: 'Be' }, ['x']]);
  assert.equal(said.of(3), '3.');
});

test('facts stand in German sentences as they do in the English ones', () => {
  assert.equal(german.largest?.(20), '20 teuerste Aufrufe');
  assert.equal(german.lines?.(1_200), '1,200 Zeilen');
  assert.equal(
    german.activity?.({ kind: 'held', seconds: 12, call: 3 }),
    'Aufruf 3: der Server bittet, 12 s zu warten',
  );
  assert.equal(
    german.citationsChecked?.({ shown: 12, unread: 1, there: 0, missing: 1 }, 2),
    '12 von 14 Belegen einem Modell gezeigt, 1 nur vorhanden, 1 nicht vorhanden, 2 seither geändert',
  );
  const facts = { from: 'kept' as const, obstacle: null, asked: [] };
  assert.equal(
    german.followUpHint?.({ ...facts, most: { kind: 'limited', usd: 1 } }),
    'Setzt diesen Lauf fort, mit allem, was er berechnet hat. Kostet höchstens $1.00.',
  );
});
