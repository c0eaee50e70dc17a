import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ProseAnswer, readReply } from '../../../../src/core/reply/readReply.ts';
import { javascript, python } from '../../../support/codeReading.ts';

const read = (text: string, reading = javascript) => readReply(text, reading);

/** How an answer counts: its text, a variable's name, null without one. */
function counts(answer: ProseAnswer | null): string | null {
  if (answer === null) return null;
  return answer.kind === 'variable' ? `variable ${answer.name}` : answer.text;
}

/** Replies and the answer in them. */
type Table = Readonly<Record<string, string | null>>;

function table(name: string, rows: Table): void {
  test(name, () => {
    for (const [reply, answer] of Object.entries(rows))
      assert.equal(counts(read(reply).answer), answer, reply);
  });
}

table('a list of any kind does not cut an answer', {
  'FINAL(Two reasons: a) disk, b) clock)': 'Two reasons: a) disk, b) clock',
  'FINAL(There are three causes:\n1) the disk\n2) the clock\n3) the net)':
    'There are three causes:\n1) the disk\n2) the clock\n3) the net',
  'FINAL(1) the disk; 2) the clock; iii) the net)': '1) the disk; 2) the clock; iii) the net',
  'FINAL(Causes (as seen in the log:\n1) the disk\n2) the clock))':
    'Causes (as seen in the log:\n1) the disk\n2) the clock)',
  'FINAL(\n- a) disk\n- b) clock\n)\n\nThe list is complete.': '- a) disk\n- b) clock',
  'FINAL(It was x)\n1) is what I looked at first': 'It was x',
  'FINAL(It was x)\n  b) came (later)': 'It was x',
});

table('an emoticon neither opens nor closes', {
  'FINAL(Two errors :) and a tear)': 'Two errors :) and a tear',
  'FINAL(sad :()': 'sad :(',
  'FINAL(sad :-( but done)\n\nThat is all (really).': 'sad :-( but done',
  'FINAL(happy ;-))': 'happy ;-)',
  "FINAL(crying :'( now)\nBye.": "crying :'( now",
  'FINAL(all good (: indeed)\nBye.': 'all good (: indeed',
  'FINAL(42)\nThat was fun :)': '42',
  'FINAL(42)\nThat was fun (: :) =)': '42',
  'FINAL(It is {a:(b)} here)': 'It is {a:(b)} here',
});

table('intervals that are open on one side do not', {
  'FINAL(x is in [0, 1))': 'x is in [0, 1)',
  'FINAL(x is in (0, 1])': 'x is in (0, 1]',
  'FINAL(x is in [0, 1) or (2, 3], never (4, 5))\nDone': 'x is in [0, 1) or (2, 3], never (4, 5)',
  'FINAL(42)\nIt lies in [0, 99)': '42',
});

table('parentheses in inline code and in fences do not', {
  'FINAL(The line is `if (s === ")") {` in L7)': 'The line is `if (s === ")") {` in L7',
  'FINAL(It is `f(` and ``a ` )``)\nSee L3 `)`': 'It is `f(` and ``a ` )``',
  'FINAL(One ` alone)\nand ` another (here)': 'One ` alone',
  'FINAL(It prints\n```text\n:) ) 1)\n```\nat the end)\nBye':
    'It prints\n```text\n:) ) 1)\n```\nat the end',
  'FINAL(Use\n```\nfoo(\n```)': 'Use\n```\nfoo(\n```',
  'FINAL(```sh\nls )\n```\n)': '```sh\nls )\n```',
  'FINAL(It was cut\n```text\nfoo)': 'It was cut\n```text\nfoo',
});

table('an answer with a call that is never closed ends where its line does', {
  'FINAL(The call foo( at L12 is never closed)\n\nThat is all.':
    'The call foo( at L12 is never closed',
  'FINAL(f(g(h( is open)': 'f(g(h( is open',
  'FINAL(It is sad (really)\n\nThat is all.': 'It is sad (really',
  'FINAL(a (b\nc)\n\nx': 'a (b\nc',
});

table('prose behind an answer is passed over', {
  'FINAL(42) as shown (see L3).': '42',
  'FINAL(42)\n\nI counted (twice).': '42',
  'FINAL(It is 4\nor 5) and so (on)\nmore': 'It is 4\nor 5',
  'FINAL(f(x) and (y)). Done': 'f(x) and (y)',
  'FINAL(a) FINAL(b)': 'a',
  'FINAL("yes") is what b) says': 'yes',
});

table('the mark counts at the start of a line only, behind marks of Markdown too', {
  '   FINAL(x)': 'x',
  '**FINAL(x)**': 'x',
  '**FINAL(x)**.': 'x',
  '- FINAL(x)': 'x',
  '* FINAL(x).': 'x',
  '# FINAL(x)': 'x',
  '### **FINAL(x)**': 'x',
  '- **FINAL_VAR(x)**': 'variable x',
  'FINAL (x)': 'x',
  '    FINAL(x)': null,
  '> FINAL(x)': null,
  '`FINAL(x)`': null,
  'So: FINAL(x)': null,
  'MY_FINAL(x)': null,
  'FINAL comes in the next turn.': null,
  'FINALLY(x)': null,
});

table('a pair of quotes around all of it is removed and its escapes are read', {
  'FINAL("a\\n- b")': 'a\n- b',
  "FINAL('it\\'s \\\"so\\\"')": 'it\'s "so"',
  'FINAL("C:\\\\new \\\\ done")': 'C:\\new \\ done',
  'FINAL("\\u00e9 \\u{1F600} \\x41 \\t|")': 'é 😀 A \t|',
  'FINAL("\\d+ \\( \\u12 \\u{110000}")': '\\d+ \\( \\u12 \\u{110000}',
  'FINAL("""long\nanswer with "quotes" and )""")': 'long\nanswer with "quotes" and )',
  "FINAL('''\nlong :(\n''')\nMore (prose)": '\nlong :(\n',
  'FINAL(`Ticks\\n(yes)`)': 'Ticks\n(yes)',
  'FINAL("a) one\n2) two (three")': 'a) one\n2) two (three',
  'FINAL("first 1) then 2)")': 'first 1) then 2)',
  'FINAL("It said "no" (twice)")': 'It said "no" (twice)',
  "FINAL('It's so (isn't it)')": "It's so (isn't it)",
  'FINAL(  "x"  )': 'x',
  'FINAL("""Use\n```repl\nprint(1)\n```\nfor it""")': 'Use\n```repl\nprint(1)\n```\nfor it',
});

table('quotes that do not stand around all of it stay', {
  'FINAL("a" and "b")': '"a" and "b"',
  'FINAL("a")\nprint("b")': 'a',
  'FINAL("There are " + n + " errors")': '"There are " + n + " errors"',
  'FINAL("n: "+n+"")': '"n: "+n+""',
  'FINAL(f"{n} errors")': 'f"{n} errors"',
  'FINAL(`a` and `b`)': '`a` and `b`',
  'FINAL("x)': '"x',
  'FINAL(12" pipes (6\') and 5")': '12" pipes (6\') and 5"',
});

table('a name is what FINAL_VAR takes', {
  'FINAL_VAR(report)': 'variable report',
  'FINAL_VAR("report")': 'variable report',
  'FINAL_VAR( `report` ) and b) more': 'variable report',
  'FINAL_VAR(some text (here))': 'variable some text (here)',
  'FINAL_VAR(results[0])': 'variable results[0]',
  'FINAL_VAR(отчёт)': 'variable отчёт',
});

table('an answer ends before the next one, and of two the first counts', {
  'FINAL(1)\nFINAL(2)': '1',
  'FINAL(a (b\nFINAL(c)': 'c',
  'FINAL(a) b\n**FINAL(c)**': 'a',
  'FINAL(a (open)\nFINAL_VAR(c)': 'a (open',
  'FINAL(a\n```final\nc\n```': 'c',
});

table('a placeholder is passed over where a real answer follows', {
  'FINAL(...) will follow.\nFINAL(3)': '3',
  'FINAL(<your answer>)\n```final\n3\n```': '3',
  'FINAL_VAR(...)\nFINAL(3)': '3',
  '```final\n```\nFINAL(3)': '3',
  'FINAL(...) will follow.': '...',
  'FINAL() comes later': '',
  'FINAL(3)\nFINAL(...)': '3',
});

test('a fence that runs ends an answer before it; one inside is text', () => {
  const before = read('FINAL(It is (a) and b)\n```repl\nprint(1)\n```');
  assert.equal(counts(before.answer), 'It is (a) and b');
  assert.deepEqual(before.cells, ['print(1)']);
  const inside = read('FINAL(Use this:\n```js\nrun()\n```\nand stop.)\nAfter');
  assert.equal(counts(inside.answer), 'Use this:\n```js\nrun()\n```\nand stop.');
  assert.deepEqual([inside.cells, inside.prose], [[], 'After']);
  const open = read('FINAL(oops\n```repl\nprint(1)\n```\nSo (it) is)');
  assert.deepEqual([open.answer, open.cells], [null, ['print(1)']]);
  const inPython = read('FINAL(a (b\n```python\nprint(1)\n```', python);
  assert.deepEqual([inPython.answer, inPython.cells], [null, ['print(1)']]);
});

test('what stands behind the mark that closes is told, its source and its line too', () => {
  const { answer } = read('**FINAL(answer)** is what I will call after this:\r\nx');
  assert.deepEqual(answer, {
    kind: 'text',
    text: 'answer',
    source: 'answer',
    quoted: false,
    behind: 'is what I will call after this:',
    isClosed: true,
    line: '**FINAL(answer)** is what I will call after this:',
  });
  const behind = (reply: string) => {
    const { answer: found } = read(reply);
    return found === null || found.kind === 'block' ? undefined : found.behind;
  };
  assert.equal(behind('**FINAL(x)**.'), '');
  assert.equal(behind('FINAL_VAR(x);'), '');
  assert.equal(behind('FINAL_VAR(x) *now*.'), 'now');
  const quoted = read('FINAL( "a\\"b" )').answer;
  assert.ok(quoted?.kind === 'text' && quoted.quoted);
  assert.equal(quoted.source, '"a\\"b"');
});

test('an answer that nothing closes runs to the end and says so', () => {
  const { answer } = read('So:\nFINAL(The causes are\n- the disk\n- the cl');
  assert.ok(answer?.kind === 'text' && !answer.isClosed);
  assert.equal(answer.text, 'The causes are\n- the disk\n- the cl');
  for (const cut of [
    'Four causes:\n1) the disk (98 %).\n2) the clock\n3) the n',
    'The disk (98 %)\n\nand the clock (see',
    'The disk was full (98 %).\n\nThe clock ran ahe',
  ]) {
    const found = read(`FINAL(${cut}`).answer;
    assert.ok(found?.kind === 'text' && !found.isClosed, cut);
    assert.equal(found.text, cut);
  }
  const variable = read('FINAL_VAR(rep').answer;
  assert.ok(variable?.kind === 'variable' && !variable.isClosed);
  const block = read('```final\n# Causes\n- the di').answer;
  assert.ok(block?.kind === 'block' && !block.isClosed);
});

test('a block labelled final is an answer as it stands, and may hold shorter fences', () => {
  const block = (reply: string) => {
    const { answer } = read(reply);
    return answer?.kind === 'block' ? answer.text : undefined;
  };
  assert.equal(block('```final\n# T\n\nIt is {{n}} (or so\n```\nBye'), '# T\n\nIt is {{n}} (or so');
  assert.equal(block('```` FINAL\na\n```js\nrun()\n```\nb\n````'), 'a\n```js\nrun()\n```\nb');
  assert.equal(block('~~~final\na\n```\nx\n```\n~~~'), 'a\n```\nx\n```');
  // Of the same length: not what was asked for, but plain to see.
  assert.equal(block('```final\na\n```js\nrun()\n```\nb\n```\nBye'), 'a\n```js\nrun()\n```\nb');
  assert.equal(block('FINAL(1)\n```final\n2\n```'), undefined);
});
