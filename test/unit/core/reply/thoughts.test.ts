import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readReply } from '../../../../src/core/reply/readReply.ts';
import { splitThoughts } from '../../../../src/core/reply/thoughts.ts';
import { javascript } from '../../../support/codeReading.ts';

const cell = (code: string, end = '```') => `\`\`\`repl\n${code}\n${end}`;
/** What a model thinks: an answer and a cell that are none yet. */
const draft = `It may be (a):\n\nFINAL(draft)\n${cell('print("draft")')}\nNo.`;

/** Marks round a thought, by who makes them. */
const pairs: Readonly<Record<string, readonly [string, string]>> = {
  Qwen: ['<think>\n', '\n</think>\n\n'],
  'DeepSeek, glued': ['<think>', '</think>'],
  MiniMax: ['<mm:think>', '</mm:think>\n'],
  Seed: ['<seed:think>\n', '</seed:think>'],
  LongCat: ['<longcat_think>\n', '\n</longcat_think>\n'],
  Claude: ['<thinking>\n', '\n</thinking>\n\n'],
  Gemma: ['<thought>\n', '\n</thought>\n'],
  'Gemma 4': ['<|channel>thought\n', '\n<channel|>'],
  'others with words': ['<reasoning>\n', '\n</reasoning>\n'],
  'in capitals': ['<THINK>\n', '\n</THINK>\n'],
  Magistral: ['[THINK]', '[/THINK]'],
  Kimi: ['◁think▷', '◁/think▷'],
  'Command A': ['<|START_THINKING|>', '<|END_THINKING|><|START_RESPONSE|>'],
  'Sky-T1': ['<|begin_of_thought|>\n\n', '\n\n<|end_of_thought|>\n\n<|begin_of_solution|>\n\n'],
  Apertus: ['<|inner_prefix|>', '<|inner_suffix|>'],
  'with wide bars': ['<｜begin▁of▁thinking｜>', '<｜end▁of▁thinking｜>'],
  'gpt-oss': [
    '<|channel|>analysis<|message|>',
    '<|end|><|start|>assistant<|channel|>final<|message|>',
  ],
  'gpt-oss, whole': [
    '<|start|>assistant<|channel|>analysis<|message|>',
    '<|end|><|start|>assistant<|channel|>final <|constrain|>text<|message|>',
  ],
  'gpt-oss, commentary': [
    '<|channel|>commentary to=functions.repl <|constrain|>json<|message|>',
    '<|call|><|start|>assistant<|channel|>final<|message|>',
  ],
};

for (const [maker, [opening, closing]] of Object.entries(pairs)) {
  test(`thoughts come off before a reply is read: ${maker}`, () => {
    const reply = `${opening}${draft}${closing}Counted:\n${cell('print(1)')}\nFINAL(real)`;
    for (const text of [reply, `\n${reply}`, reply.replace('Counted:\n', '')]) {
      const { cells, answer, thoughts, prose } = readReply(text, javascript);
      assert.deepEqual(cells, ['print(1)'], text);
      assert.ok(answer?.kind === 'text' && answer.text === 'real', text);
      assert.equal(thoughts, draft);
      assert.ok(['Counted:', ''].includes(prose), prose);
    }
  });

  test(`an answer right behind a thought begins a line: ${maker}`, () => {
    const { answer } = readReply(`${opening}${draft}${closing}FINAL(real)`, javascript);
    assert.ok(answer?.kind === 'text' && answer.text === 'real');
  });

  test(`a reply that was cut in a thought is nothing else: ${maker}`, () => {
    const { cells, answer, thoughts, prose } = readReply(`${opening}${draft}`, javascript);
    assert.deepEqual([cells, answer, prose, thoughts], [[], null, '', draft]);
  });

  test(`a thought whose opening mark the template swallowed comes off, fences and all: ${maker}`, () => {
    const { cells, answer, thoughts } = readReply(`${draft}${closing}FINAL(real)`, javascript);
    assert.deepEqual(cells, []);
    assert.ok(answer?.kind === 'text' && answer.text === 'real');
    assert.equal(thoughts, draft);
  });
}

/** What a text is without thoughts, by what it is; null: as it came. */
type Table = Readonly<Record<string, string | null>>;

function table(name: string, rows: Table, sent = ''): void {
  test(name, () => {
    for (const [text, left] of Object.entries(rows))
      assert.equal(splitThoughts(text, sent, javascript).text, left ?? text, text);
  });
}

table('thoughts come off wherever they stand', {
  'Sure. <think>\nhm\n</think>\nFINAL(4)': 'Sure. \nFINAL(4)',
  'Sure. <think>hm,\nwell</think>FINAL(4)': 'Sure. \nFINAL(4)',
  'First.\n<think>a</think>\nSecond.\n<think>b</think>\nThird.': 'First.\n\nSecond.\n\nThird.',
  'First.\n<think>a</think> FINAL(2)': 'First.\n FINAL(2)',
  '<think></think>FINAL(2)': 'FINAL(2)',
  '<think>\n\n</think>\n\nYES': 'YES',
  '<think>one</think><think>two</think>YES': 'YES',
  '<think>a\n<think>b\n</think>\nYES': 'YES',
  'Okay, so it is 4.</think>YES': 'YES',
  'I answer with:</think>\nYES': 'YES',
  'I answer (so)</think>YES': 'YES',
  'Sure. <think>\nLet me count': 'Sure.',
});

table('a thought that speaks of its own closing mark ends where that stands clear', {
  '<think>\nI look for </think> in the text.\nNo.\n</think>\nYES': 'YES',
  '<think>\nI look for "</think>" first\n</think>YES': 'YES',
  '<think>a</think> Prose\n<think>b</think>\nYES': 'Prose\n\nYES',
  'I look for `</think>`.\nSo.\n</think>\nYES': 'YES',
});

table('a closing mark at the very end of a reply that had its thought is noise', {
  '<think>a</think>\nYES\n</think>': 'YES',
});

table('text about marks stays', {
  'The `<think>` mark and the `</think>` mark.\nYES': null,
  'Between <think> and </think> it thinks.\nYES': null,
  'It has "<think>" in L4.\nIt has "</think>" in L9.': null,
  'Marks: <think> and </think>\nYES': null,
  '- <think>\n- </think>\nYES': null,
  '| <think> | </think> |': null,
  'FINAL(The tag <think> stands at L4)': null,
  'FINAL(It ends with <|end|>, not with <|return|>.)': null,
  'The head is `<|channel|>analysis<|message|>`.\nYES': null,
  '[think] harder [/think]': null,
  'List<thinking_step> and <think-tank>': null,
  'a <b> c': null,
});

const code = (lines: string) => `So:\n\`\`\`repl\n${lines}\n\`\`\`\nDone.`;
table('marks in code that parses with them stay', {
  [code("print(s.replace(/<think>.*<\\/think>/s, ''))")]: null,
  [code('const open = "<think>";\nconst close = "</think>";')]: null,
  [code('const t = `\n<think>\nfoo\n</think>\n`;')]: null,
  [code("const [head] = s.split('<|channel|>analysis<|message|>');")]: null,
  [code('const stop = `a<|end|>\n<|return|>`')]: null,
  [code('print(1) // <think>')]: null,
  '```json\n{"a": "<think>"}\n```\n```text\n<think>\nx\n</think>\n```\nYES': null,
  [code('print(1\n</think>\nFINAL(real)')]: 'FINAL(real)\n```\nDone.',
  [code('print(1)\n<think>\nhm, wait\n</think>\nprint(2)')]: code('print(1)\n\nprint(2)'),
});

table(
  'words that were asked for are text, and so is a closing mark alone',
  {
    '<thinking>\nfoo\n</thinking>\nYES': null,
    '<reasoning>because</reasoning>\nYES': null,
    '<thought>a': null,
    'L4 says so\n</think>\nYES': null,
    'It ends in\n<|im_end|>\nYES': null,
    // Pairs that only templates make come off all the same.
    '<think>\nfoo\n</think>\nYES': 'YES',
    '[THINK]foo[/THINK]YES': 'YES',
    'FINAL(x)<|im_end|>': 'FINAL(x)',
  },
  'Answer with <thinking>, <reasoning> and <thought>. The log:\n</think>\n<|im_end|>',
);

table('marks of templates that stand for nothing come off', {
  'FINAL(x)<|return|>': 'FINAL(x)',
  'FINAL(x)<|im_end|>\n': 'FINAL(x)',
  'FINAL(x)</s>': 'FINAL(x)',
  'FINAL(x)<end_of_turn>': 'FINAL(x)',
  'FINAL(x) <|eot_id|>': 'FINAL(x)',
  'FINAL(x)<｜end▁of▁sentence｜>': 'FINAL(x)',
  '<|im_start|>assistant\nFINAL(x)': 'FINAL(x)',
  '<|start_header_id|>assistant<|end_header_id|>\n\nFINAL(x)': 'FINAL(x)',
  '<|message|>FINAL(x)': 'FINAL(x)',
  '<|channel|>final<|message|>FINAL(x)': 'FINAL(x)',
  'Look.\n```repl\nprint(1)\n```<|return|>': 'Look.\n```repl\nprint(1)\n```',
  '```repl\nprint(1)\n```<|end|>\n<|start|>assistant\nMore': '```repl\nprint(1)\n```\n\nMore',
  '<s>old</s>': null,
  'A <s>b</s>': null,
  '<s>FINAL(x)</s>': 'FINAL(x)</s>',
  '<bos>FINAL(x)<eos>': 'FINAL(x)',
  '[gMASK]<sop>FINAL(x)': 'FINAL(x)',
  'The [gMASK] of GLM': null,
  '<|begin_of_box|>YES<|end_of_box|>': 'YES',
  'FINAL(<|begin_of_box|>42<|end_of_box|> rows)': 'FINAL(42 rows)',
});

table('what a model goes on with in the name of somebody else comes off', {
  'YES<|user|>': 'YES',
  'YES\n<|user|>\nAnd why?\n<|assistant|>\nFINAL(9)': 'YES',
  'YES<|observation|>\n{"rows": 7}': 'YES',
  'YES<|im_end|>\n<|im_start|>user\nWhy?<|im_end|>\n<|im_start|>assistant\nNo.': 'YES',
  'YES<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nWhy?': 'YES',
  'YES<end_of_turn>\n<start_of_turn>user\nWhy?': 'YES',
  '```repl\nprint(1)\n```\n<|user|>\nOutput: 7\n<|assistant|>\nFINAL(7)': '```repl\nprint(1)\n```',
  'The mark <|user|> begins a turn': null,
  'Marks:\n- <|user|>\n- <|assistant|>\nand others': null,
  'It is `<|user|>`\nas ever': null,
  '```repl\nconst mark = "<|user|>"\n```': null,
});

table(
  'text about the turns that the prompt holds stays',
  { 'It ends so:\n<|user|>\nWhy?': null },
  'a\n<|user|>\nb',
);

table('a mark round all that is said comes off', {
  '<think>\nhm\n</think>\n<answer>\nYES\n</answer>': 'YES',
  '<think>hm</think><answer>FINAL(4)</answer>': 'FINAL(4)',
  '<answer>YES</answer>': 'YES',
  '<think>hm</think>\nYES\n</answer>': 'YES',
  'It is <answer>YES</answer>, I think': null,
  'FINAL(<answer>)': null,
});

table(
  'a mark that was asked for stays',
  { '<answer>YES</answer>': null, '<think>hm</think><answer>4</answer>': '<answer>4</answer>' },
  'Put it into <answer></answer>.',
);

test('a fence with a mark of the template behind it ends its cell', () => {
  for (const mark of ['<|return|>', '<|call|>', '<|im_end|>', ' <|end|>', '</think>']) {
    const { cells } = readReply(`Look.\n${cell('print(1)', `\`\`\`${mark}`)}\n\nMore.`, javascript);
    assert.deepEqual(cells, mark === '</think>' ? [] : ['print(1)'], mark);
  }
});

test('channels whose marks a server dropped are told by their names', () => {
  const split = splitThoughts('analysisWe need to count.assistantfinalFINAL(42)', '');
  assert.deepEqual(split, { text: 'FINAL(42)', thoughts: 'We need to count.' });
  const text = 'analysis of the log: assistantfinal is a word in it';
  assert.equal(splitThoughts(`An ${text}`, '').text, `An ${text}`);
});

test('a reply of a sub-model is cleaned without anything that parses', () => {
  const clean = (text: string, sent = '') => splitThoughts(text, sent).text;
  assert.equal(clean('<think>\nlong\n</think>\n\nYES'), 'YES');
  assert.equal(clean('[THINK]x[/THINK]{"a": 1}'), '{"a": 1}');
  assert.equal(clean('```xml\n<think>\nx\n</think>\n```'), '```xml\n<think>\nx\n</think>\n```');
  assert.equal(clean('```js\nx = "\n<think>"\n```'), '```js\nx = "\n<think>"\n```');
  assert.equal(clean('<thinking>a</thinking>b', 'Use <thinking> tags'), '<thinking>a</thinking>b');
  assert.equal(clean('<think>only'), '');
  assert.equal(clean('  as it came \n'), '  as it came \n');
});

test('thoughts are kept without their marks, a blank line between two', () => {
  const { thoughts } = splitThoughts('<think>\none\n</think>\na\n<think>two</think>\nb', '');
  assert.equal(thoughts, 'one\n\ntwo');
});
