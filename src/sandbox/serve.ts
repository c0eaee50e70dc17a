import type { MessagePort } from 'node:worker_threads';
import type { HostMessage, SandboxStart, WorkerMessage } from '../protocol/sandbox.ts';
import { Evaluator } from './evaluator.ts';
import { MemoryUsedUp } from './javascript/interpreter.ts';
import { sealRealm } from './seal.ts';
import { ContextText } from './text/contextText.ts';

type Question = Extract<HostMessage, { type: 'ask' }>;

/** The worker's side: an Evaluator at a port, until it is terminated. */
export async function serveSandbox(port: MessagePort, start: SandboxStart): Promise<void> {
  const send = (message: WorkerMessage) => port.postMessage(message);
  const text = new ContextText(start.context);
  const evaluator = await Evaluator.create({
    start,
    text,
    onCall: (call, request) => send({ type: 'call', call, request }),
    onPrinted: (printed) => send({ type: 'printed', text: printed }),
  });

  async function execute(code: string, cell: string): Promise<void> {
    try {
      send({ type: 'finished', outcome: await evaluator.execute(code, cell) });
      // While the model reads the result: the state to come back to if the next cell must be killed.
      send({ type: 'saved', state: evaluator.save() });
    } catch (error) {
      const name = error instanceof MemoryUsedUp ? error.name : '';
      send({ type: 'broken', name, why: reasonOf(error) });
    }
  }

  function answer({ id, ...asked }: Question): void {
    try {
      send({ type: 'answered', id, answer: answerOf(asked) });
    } catch (error) {
      send({ type: 'refused', id, why: reasonOf(error) });
    }
  }

  function answerOf(asked: Omit<Question, 'id'>): unknown {
    switch (asked.name) {
      case 'describe':
        return text.describe();
      case 'read':
        return evaluator.read(String(asked.question));
      case 'cite':
        return text.cite(asked.question as Extract<Question, { name: 'cite' }>['question']);
      case 'cover':
        return text.cover(asked.question as Extract<Question, { name: 'cover' }>['question']);
    }
  }

  port.on('message', (message: HostMessage) => {
    switch (message.type) {
      case 'execute':
        void execute(message.code, message.cell);
        break;
      case 'settled':
        evaluator.settle(message);
        break;
      case 'cancel':
        evaluator.wake();
        break;
      case 'ask':
        answer(message);
        break;
    }
  });
  sealRealm();
  // A worker that takes up an earlier one's state finds everything compiled.
  if (start.saved === null) await evaluator.warmUp();
  send({ type: 'ready' });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
