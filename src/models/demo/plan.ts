import type { Message } from '../../core/model.ts';
import { CellFailed } from './cells.ts';
import { type Conversation, readConversation } from './conversation.ts';
import { countPlan, totalPlan } from './countPlan.ts';
import { findPlan } from './findPlan.ts';
import { lookAt, withCare } from './look.ts';
import { outlinePlan } from './outlinePlan.ts';
import { readQuestion } from './question.ts';
import { rankPlan } from './rankPlan.ts';
import {
  declineQuestion,
  type LastStep,
  type Look,
  type Plan,
  type Situation,
  type Step,
  submit,
} from './step.ts';
import type { Task } from './task.ts';
import { whenPlan } from './whenPlan.ts';

/**
 * The demo's next reply in a conversation. It keeps nothing between requests: the plan for the
 * question is gone through again with all outputs so far, up to the step that comes next.
 */
export function nextReply(messages: readonly Message[]): string {
  const conversation = readConversation(messages);
  if (conversation.lastQuestion) {
    return 'The offline demo was stopped before it had its answer. Give it more turns, or set a key to ask a language model.';
  }
  const task = readQuestion(conversation.question);
  const next =
    task === null ? declineQuestion() : takeStep(planFor(task, conversation), conversation.outputs);
  return write(next, conversation);
}

function write(next: Step | LastStep, { writer, many }: Conversation): string {
  if ('parts' in next) {
    const written = next.parts.map(
      ({ prose, cell }) => `${prose}\n\n\`\`\`repl\n${writer.write(cell, many)}\n\`\`\``,
    );
    return written.join('\n\n');
  }
  const { prose, answer } = next;
  // In a final block names in such braces would be filled in: the text's own stay as they are.
  return answer.includes('{{') || answer.includes('```')
    ? `${prose}\n\n\`\`\`repl\n${writer.submit(answer)}\n\`\`\``
    : `${prose}\n\n\`\`\`final\n${answer}\n\`\`\``;
}

function takeStep(plan: Plan, outputs: readonly string[]): Step | LastStep {
  try {
    let next = plan.next();
    for (const output of outputs) {
      // After the answer nothing is left to do but to submit it again.
      if (next.done === true) break;
      next = plan.next(output);
    }
    return next.value;
  } catch (error) {
    if (!(error instanceof CellFailed)) throw error;
  }
  return submit(
    'One of my cells did not bring what I need, so I say so instead of guessing.',
    'The offline demo could not finish: one of its cells failed or its output was cut; the trace shows which. Set a key to ask a language model.',
  );
}

/** Looks first, and goes on only where nothing in the text leads the rules astray. */
function* planFor(task: Task, situation: Situation): Plan {
  const look = yield* lookAt(situation);
  return yield* withCare(task, look, planOf(task, look));
}

function planOf(task: Task, look: Look): Plan {
  switch (task.form) {
    case 'total':
      return totalPlan(task, look);
    case 'count':
      return countPlan(task, look);
    case 'which':
    case 'frequent':
      return rankPlan(task, look);
    case 'when':
      return whenPlan(task, look);
    case 'find':
      return findPlan(task, look);
    case 'outline':
      return outlinePlan(look);
    default:
      return task satisfies never;
  }
}
