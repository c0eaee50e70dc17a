import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProseAnswer } from '../../../../src/core/reply/readReply.ts';
import { readReply } from '../../../../src/core/reply/readReply.ts';
import { javascript, python } from '../../../support/codeReading.ts';

const answerIn = (text: string): ProseAnswer | null => readReply(text, python).answer;

/** How an answer counts: its text, a variable's name, null without one. */
function counts(answer: ProseAnswer | null): string | null {
  if (answer === null) return null;
  return answer.kind === 'variable' ? `variable ${answer.name}` : answer.text;
}

/** Replies of a model whose REPL is Python, and the answer in them. */
function table(name: string, rows: Readonly<Record<string, string | null>>): void {
  test(name, () => {
    for (const [reply, answer] of Object.entries(rows))
      assert.equal(counts(answerIn(reply)), answer, reply);
  });
}

table('one pair of quotes around all of it is removed, and its escapes are read', {
  "FINAL('it has 3 errors')": 'it has 3 errors',
  "FINAL('it\\'s the disk\\nand the network')": "it's the disk\nand the network",
  'FINAL("""\n# Report\n\n- one (1\n- two\n""")': '\n# Report\n\n- one (1\n- two\n',
  "FINAL('''a \"quoted\" word''')": 'a "quoted" word',
  "FINAL('\\U0001f600 \\u00e9 \\x41')": '\u{1f600} \u00e9 A',
  'FINAL("a" and "b")': '"a" and "b"',
  'FINAL("it says "no" twice")': 'it says "no" twice',
});

table('the letters before a literal are none of its text', {
  "FINAL(r'C:\\new\\temp')": 'C:\\new\\temp',
  "FINAL(f'no field at all')": 'no field at all',
  'FINAL(f"{{braces}} alone\\n")': '{braces} alone\n',
  'FINAL(f"""\n1) one (a\n2) two\n""")': '\n1) one (a\n2) two\n',
  "FINAL(u'plain')": 'plain',
  'FINAL(r"""a\\b""")': 'a\\b',
});

table('literals with nothing but blanks between are one text', {
  'FINAL("First part, "\n      "second part.")': 'First part, second part.',
  "FINAL('a' \"b\" r'\\c')": 'ab\\c',
  'FINAL("a" + "b")': '"a" + "b"',
});

table('what has fields stands as it is written, to be computed', {
  'FINAL(f"{total} rows")': 'f"{total} rows"',
  'FINAL("There are " f"{total} rows")': '"There are " f"{total} rows"',
});

table('names and values are read as in any language', {
  'FINAL_VAR(report)': 'variable report',
  'FINAL_VAR("report")': 'variable report',
  'FINAL(len(rows))': 'len(rows)',
  'FINAL(None)': 'None',
  'FINAL(rows[0]["text"])': 'rows[0]["text"]',
});

test('a Python block behind an answer that is open is a cell, a JavaScript block is text', () => {
  const open = 'FINAL(a (b\n```LABEL\nprint(1)\n```';
  const cellsOf = (label: string, reading = python) =>
    readReply(open.replace('LABEL', label), reading).cells;
  for (const label of ['repl', 'python', 'py', 'python3'])
    assert.deepEqual(cellsOf(label), ['print(1)'], label);
  assert.deepEqual([cellsOf('js'), cellsOf('python', javascript)], [[], []]);
});

test('a cell ends at the fence at which its Python is whole', () => {
  const inString = 'prompt = """Reply as\n```\n{"a": 1}\n```\n"""\nprint(prompt)';
  const glued = 'print("a")';
  for (const [code, reply] of [
    [inString, `\`\`\`python\n${inString}\n\`\`\`\nThen.`],
    ['if a:\n    print(1)', '- Do:\n   ```py\n   if a:\n       print(1)\n   ```'],
    [glued, `\`\`\`repl\n${glued}\`\`\``],
    ['x = (1,', '```repl\nx = (1,\n```\nand ```\n'],
  ] as const)
    assert.deepEqual(readReply(reply, python).cells, [code], reply);
});

test('marks in Python that parses with them stay, those in broken code come off', () => {
  const code = 'print("<think>")\nx = "</think>"';
  assert.deepEqual(readReply(`Go.\n\`\`\`repl\n${code}\n\`\`\``, python).cells, [code]);
  const broken = '```repl\nprint(1)\n<|im_end|>\n```';
  assert.deepEqual(readReply(broken, python).cells, ['print(1)\n']);
});
