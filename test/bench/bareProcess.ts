// The bare loop as a program: URL, root model, file, question. Prints the answer.
import { readFileSync } from 'node:fs';
import { runBareLoop } from './bareLoop.ts';

const [url = '', rootModel = '', file = '', question = ''] = process.argv.slice(2);
const context = readFileSync(file, 'utf8');
void runBareLoop({ url, rootModel, subModel: 'sub', question, context }).then((answer) => {
  process.stdout.write(`${answer}\n`);
});
