import { type Step, submit } from './step.ts';
import type { Where } from './task.ts';

const sentence = "The offline demo can't answer this; set a key to ask a language model.";

/** The questions stand as code: what is in quotes is looked up in the text, as the text's words. */
const abilities = `It is no AI: it knows these forms of question and answers them exactly, by searching the whole text:

- **How many**: \`How many errors are there?\`, \`How many lines contain "timeout"?\`, \`How many times does "retry" occur?\`
- **Which**: \`Which services logged errors on 14 March?\`, \`Which files mention TODO?\`
- **When**: \`When did "disk full" first and last occur?\`
- **Most frequent**: \`What is the most frequent error?\`, \`What are the 5 most common words?\`
- **Find**: \`Find "connection refused"\`, \`Where is main defined?\`
- **Outline**: \`Outline this file\`, \`What is in this file?\``;

/** The answer to a question in no known form. */
export function declineQuestion(): Step {
  return decline('');
}

/** Says what stands in the way, and what the demo can do instead. */
export function decline(why: string): Step {
  return submit(
    why === ''
      ? 'This question is in none of the forms that the demo knows, so I say so instead of guessing.'
      : 'The text gives no sound way to answer this by rules, so I say so instead of guessing.',
    [sentence, why, abilities].filter((part) => part !== '').join('\n\n'),
  );
}

export function declineDoubtfulDate(where: Where): Step {
  return decline(
    `The text writes its dates in numbers with slashes, and of ${where.date?.text ?? 'this date'} it can't be told which of them is the day and which the month.`,
  );
}
