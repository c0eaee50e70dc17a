import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { CellLabel } from '../../core/environment.ts';
import {
  codeQuestions,
  type HostMessage,
  type SandboxEngine,
  type SandboxStart,
  type SavedMemory,
  type WorkerMessage,
} from '../../protocol/sandbox.ts';
import { Control } from '../control.ts';
import { boundedOutcome } from '../host/workerMessages.ts';
import { Evaluator } from '../javascript/evaluator.ts';
import { baseMemory, MemorySaver } from '../savedMemory.ts';
import { ContextText } from '../text/contextText.ts';
import { MemoryUsedUp, type Repl, type ReplParts } from './repl.ts';
import { sealRealm } from './seal.ts';

type Question = Extract<HostMessage, { type: 'ask' }>;

/** Questions that change the REPL. */
const changes: ReadonlySet<string> = new Set(['renew', 'remember']);

/** The worker's side: a Repl at a port, until it is terminated. */
export async function serveSandbox(port: MessagePort, start: SandboxStart): Promise<void> {
  const send = (message: WorkerMessage) => port.postMessage(message);
  const text = new ContextText(start.context);
  text.know(start.known);
  const saver = new MemorySaver(start.saved?.memory ?? beginning(start.engine));
  const control = new Control(start.control);
  let repl: Repl | null = null;
  /** Questions that came before there was a REPL to answer them. */
  const early: Question[] = [];
  /** Cells, and what is done before the first, run one after the other. */
  let last: Promise<void> = Promise.resolve();

  function inTurn(work: () => Promise<void>): void {
    last = last.then(work).catch((error: unknown) => {
      const name = error instanceof MemoryUsedUp ? error.name : '';
      send({ type: 'broken', name, why: reasonOf(error) });
    });
  }

  async function execute(running: Repl, code: string, cell: CellLabel): Promise<void> {
    const outcome = boundedOutcome(await running.execute(code, cell));
    if (outcome === null) throw new Error('the results of the cell could not be read');
    send({ type: 'finished', outcome });
    // While the model reads the result: the state to come back to if the next cell must be killed.
    send({ type: 'saved', state: running.save() });
  }

  async function evaluate(running: Repl, asked: string): Promise<void> {
    send({ type: 'evaluated', evaluated: await running.evaluate(asked) });
  }

  function take(question: Question): void {
    if (codeQuestions.has(question.name) && repl === null) early.push(question);
    else if (changes.has(question.name)) inTurn(() => change(question));
    else answer(question);
  }

  /** What is changed between cells is saved like what a cell changed. */
  async function change(question: Question): Promise<void> {
    answer(question);
    if (repl !== null) send({ type: 'saved', state: repl.save() });
  }

  function answer(question: Question): void {
    const { id } = question;
    try {
      send({ type: 'answered', id, answer: answerOf(question) });
    } catch (error) {
      send({ type: 'refused', id, why: reasonOf(error) });
    }
  }

  function answerOf(asked: Question): unknown {
    switch (asked.name) {
      case 'describe':
        return text.describe();
      case 'cite':
        return text.cite(asked.question);
      case 'locate':
        return text.locate(asked.question);
      case 'holds':
        return text.holds(asked.question);
      case 'cover':
        return text.cover(asked.question.texts, asked.question.isAnswered);
      case 'renew':
        text.forgetSeen();
        if (repl?.change('renew') === null) throw new Error('the REPL could not be renewed');
        return true;
      case 'remember':
        return repl?.change('remember', asked.question) || null;
    }
  }

  function receive(message: HostMessage): void {
    switch (message.type) {
      case 'execute': {
        const { code, cell } = message;
        const running = repl;
        if (running !== null) inTurn(() => execute(running, code, cell));
        break;
      }
      case 'evaluate': {
        const { text: asked } = message;
        const running = repl;
        if (running !== null) inTurn(() => evaluate(running, asked));
        break;
      }
      case 'settled':
        repl?.settle(message);
        break;
      case 'cancel':
        repl?.wake();
        break;
      case 'release':
        saver.release();
        break;
      case 'ask':
        take(message);
        break;
    }
  }

  /** See `ReplParts`. */
  function receiveAll(ms: number): void {
    const { rings } = control;
    const receiveOne = () => {
      const received = receiveMessageOnPort(port);
      if (received !== undefined) receive(received.message);
      return received !== undefined;
    };
    if (!receiveOne()) control.waitForRing(rings, ms);
    while (receiveOne());
  }

  port.on('message', receive);
  // What is asked about the text alone is answered first: the run waits for it.
  await new Promise((resolve) => setImmediate(resolve));
  const made = await createRepl(saver, {
    start,
    text,
    control,
    onCall: (call, request) => send({ type: 'call', call, request }),
    onWaiting: (settled) => send({ type: 'waiting', settled }),
    onPrinted: (printed) => send({ type: 'printed', text: printed }),
    receive: receiveAll,
  });
  repl = made;
  sealRealm();
  send({ type: 'ready' });
  early.splice(0).forEach(take);
  // A worker that takes up an earlier one's state finds everything compiled.
  if (start.saved === null) inTurn(() => made.warmUp());
}

/** The memory that a REPL of this language starts with; null: of its own making. */
function beginning(engine: SandboxEngine): SavedMemory | null {
  return engine.language === 'python' ? baseMemory(engine.image) : null;
}

function createRepl(saver: MemorySaver, parts: ReplParts): Promise<Repl> {
  const { engine } = parts.start;
  switch (engine.language) {
    case 'javascript':
      return Evaluator.create({ ...parts, module: engine.module, saver });
    case 'python':
      throw new Error('Python can not run here yet.');
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
