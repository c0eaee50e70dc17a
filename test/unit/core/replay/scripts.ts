import { cell, type Script } from './support.ts';

const part = 'What of the part?';

/** The same run in both languages: batches, a child with calls of its own, an error, labels, chance, a clock. */
export const scripts: Readonly<Record<'javascript' | 'python', Script>> = {
  javascript: {
    'What is it?': {
      turns: [
        cell(`const parts = lines(1, 5).split('\\n');
const replies = await llm_query_batched(parts.map((part) => 'Read ' + part));
print(replies.join('|'), Math.random(), budget().subcalls);`),
        `${cell('const notes = []; notes.push(await llm_query("alone")); print(notes.length)')}

${cell(`const order = [];
await Promise.all(['a', 'b', 'c'].map(async (name) => order.push(await llm_query(name))));
const found = await rlm_query('${part}', 'one\\ntwo');
const again = await llm_query('alone');
print(order.join(), found, again === notes[0]);`)}`,
        `${cell('notes.push("before"); missing.call()')}\n\n${cell('print("never")')}`,
        cell(`const labels = await classify(parts, ['odd', 'even']);
try { await llm_query('fails') } catch (error) { notes.push(error.message) }
notes.push(await llm_query('chance ' + Math.random()));
print(JSON.stringify(labels), notes);`),
        `${cell('answer.content = [replies.length, order.length, found, labels.join(), notes.join()].join(";")')}

FINAL_VAR(answer.content)`,
      ],
    },
    [part]: {
      turns: [
        cell(`const halves = await llm_query_batched(['half 1', 'half 2']);
print(halves.join(), Math.random())`),
        cell('FINAL(halves.join("+") + context.length)'),
      ],
    },
  },
  python: {
    'What is it?': {
      turns: [
        cell(`import random
parts = lines(1, 5).split('\\n')
replies = llm_query_batched(['Read ' + part for part in parts])
print('|'.join(replies), random.random(), budget()['subcalls'], {'b', 'a', 'c'})`),
        `${cell('notes = []\nnotes.append(llm_query("alone"))\nprint(len(notes))')}

${cell(`order = [llm_query(name) for name in ('a', 'b', 'c')]
found = rlm_query('${part}', 'one\\ntwo')
again = llm_query('alone')
print(order, found, again == notes[0])`)}`,
        `${cell('notes.append("before")\nmissing.call()')}\n\n${cell('print("never")')}`,
        cell(`labels = classify(parts, ['odd', 'even'])
try:
    llm_query('fails')
except Exception as error:
    notes.append(str(error))
notes.append(llm_query('chance ' + str(random.random())))
print(labels, notes)`),
        `${cell('answer["content"] = ";".join([str(len(replies)), str(len(order)), found, str(labels), str(notes)])')}

FINAL_VAR(answer["content"])`,
      ],
    },
    [part]: {
      turns: [
        cell(`import random
halves = llm_query_batched(['half 1', 'half 2'])
print(halves, random.random())`),
        cell('FINAL("+".join(halves) + str(len(context)))'),
      ],
    },
  },
};
