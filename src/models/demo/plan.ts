import type { Message } from '../../core/model.ts';
import { readConversation } from './conversation.ts';
import { countPlan } from './countPlan.ts';
import { decline, declineQuestion } from './decline.ts';
import { filesPlan } from './filesPlan.ts';
import { findPlan } from './findPlan.ts';
import { frequentPlan } from './frequentPlan.ts';
import { lookAt } from './look.ts';
import { obstacleTo } from './obstacles.ts';
import { outlinePlan } from './outlinePlan.ts';
import { readQuestion } from './question.ts';
import { CellFailed, type Look, type Plan, type Situation, type Step, submit } from './step.ts';
import type { Task } from './task.ts';
import { totalPlan } from './totalPlan.ts';
import { whenPlan } from './whenPlan.ts';
import { whichPlan } from './whichPlan.ts';

/**
 * The demo's next reply in a conversation. It keeps nothing between requests: the plan for the
 * question is gone through again with all outputs so far, up to the step that comes next.
 */
export function nextReply(messages: readonly Message[]): string {
  const conversation = readConversation(messages);
  if (conversation.lastQuestion) {
    return 'The offline demo was stopped before it had its answer. Give it more turns, or set a key to ask a language model.';
  }
  const plan = choosePlan(conversation);
  const { prose, code } = plan === null ? declineQuestion() : takeStep(plan, conversation.outputs);
  return `${prose}\n\n\`\`\`repl\n${code}\n\`\`\``;
}

function takeStep(plan: Plan, outputs: readonly string[]): Step {
  try {
    let step = plan.next();
    for (const output of outputs) {
      // After the answer nothing is left to do but to submit it again.
      if (step.done === true) break;
      step = plan.next(output);
    }
    return step.value;
  } catch (error) {
    if (!(error instanceof CellFailed)) throw error;
  }
  return submit(
    'One of my cells did not bring what I need, so I say so instead of guessing.',
    'The offline demo could not finish: one of its cells failed or its output was cut; the trace shows which. Set a key to ask a language model.',
  );
}

/** Null for a question in no known form. */
function choosePlan(situation: Situation): Plan | null {
  const task = readQuestion(situation.question);
  return task === null ? null : planWithLook(task, situation);
}

/** Looks first, and goes on only where nothing in the text leads the rules astray. */
function* planWithLook(task: Task, situation: Situation): Plan {
  const look = yield* lookAt(situation);
  const obstacle = obstacleTo(task, look);
  return obstacle === null ? yield* planFor(task, situation, look) : decline(obstacle);
}

function planFor(task: Task, situation: Situation, look: Look): Plan {
  switch (task.form) {
    case 'total':
      return totalPlan(task, situation, look);
    case 'count':
      return countPlan(task, situation, look);
    case 'which':
      return whichPlan(task, situation, look);
    case 'files':
      return filesPlan(task, situation, look);
    case 'when':
      return whenPlan(task, situation, look);
    case 'frequent':
      return frequentPlan(task, situation, look);
    case 'find':
      return findPlan(task, situation, look);
    case 'outline':
      return outlinePlan(situation, look);
    default:
      return task satisfies never;
  }
}
