import type { MessagePort } from 'node:worker_threads';
import type { CallRequest } from '../../core/environment.ts';
import { asError } from '../../core/errors.ts';
import { openChannel } from '../../protocol/channel.ts';
import type {
  CallOutcome,
  HostEvents,
  HostRequests,
  SandboxEngine,
  SandboxStart,
  SavedMemory,
  SavedState,
  WorkerEvents,
  WorkerRequests,
} from '../../protocol/sandbox.ts';
import { Control } from '../control.ts';
import { JavascriptRepl } from '../javascript/javascriptRepl.ts';
import { bootPython } from '../python/interpreter.ts';
import { PythonRepl } from '../python/pythonRepl.ts';
import { MemorySaver } from '../savedMemory.ts';
import { ContextText } from '../text/contextText.ts';
import { boundedOutcome } from './boundedOutcome.ts';
import { emptyRealm } from './emptyRealm.ts';
import { HostPort } from './hostPort.ts';
import { InterpreterBroken, type Repl, type ReplParts } from './repl.ts';

/** The worker's side: a Repl at a port, until it is terminated. */
export async function serveSandbox(parent: MessagePort, start: SandboxStart): Promise<void> {
  const control = new Control(start.control);
  const port = new HostPort(parent, control);
  const text = new ContextText(start.context);
  text.know(start.known);
  let saver: MemorySaver | null = null;
  let repl: Repl | null = null;
  /** What came last of what runs one after the other: cells, and what is done between them. */
  let last: Promise<unknown>;
  /** Counts cells and expressions: what comes of the calls of an earlier one is nobody's any more. */
  let cells = 0;

  const channel = openChannel<HostRequests, WorkerRequests, WorkerEvents, HostEvents>({
    port,
    handlers: {
      describe: () => text.describe(),
      cite: (ranges) => text.cite(ranges),
      locate: (quotes) => text.locate(quotes),
      holds: (texts) => text.holds(texts),
      cover: ({ texts, isAnswered }) => text.cover(texts, isAnswered),
      renew: () =>
        changed((running) => {
          text.forgetSeen();
          if (running.change('renew') === null) throw new Error('the REPL could not be renewed');
          return true as const;
        }),
      remember: (messages) => changed((running) => running.change('remember', messages) || null),
      execute: ({ code, cell }) =>
        changed(async (running) => {
          cells += 1;
          return boundedOutcome(await running.execute(code, cell));
        }),
      evaluate: (asked) =>
        inTurn((running) => {
          cells += 1;
          return running.evaluate(asked);
        }),
    },
    onFault: (fault) => {
      throw fault;
    },
  });
  channel.on('stop', () => repl?.wake());
  channel.on('release', () => saver?.release());

  /** After one in which the interpreter broke there is none to run. */
  function inTurn<Result>(work: (running: Repl) => Result | Promise<Result>): Promise<Result> {
    const result = last.then(() => made).then(work);
    last = result.catch((error: unknown) => {
      if (error instanceof InterpreterBroken) throw error;
    });
    last.catch(() => undefined);
    return result;
  }

  /**
   * The same for what changes the REPL. While the host goes on with the result: the state to come back
   * to if the next cell must be killed.
   */
  function changed<Result>(work: (running: Repl) => Result | Promise<Result>): Promise<Result> {
    const result = inTurn(work);
    inTurn((running) => channel.announce('saved', running.save())).catch(tellBroken);
    return result;
  }

  function tellBroken(error: unknown): void {
    channel.announce('broken', asError(error).message);
  }

  function call(number: number, request: CallRequest): void {
    const cell = cells;
    const settle = (outcome: CallOutcome) => {
      if (cell === cells) repl?.settle(outcome);
    };
    channel.ask('call', request, {
      resolve: (reply) => settle({ call: number, ok: true, text: reply, errorName: '' }),
      reject: ({ name, message }) =>
        settle({ call: number, ok: false, text: message, errorName: name }),
    });
  }

  // What is asked about the text alone is answered first: the run waits for it.
  const made = new Promise((resolve) => setImmediate(resolve)).then(() => {
    const engine = withImage(start, (image) => channel.announce('image', image));
    saver = new MemorySaver(start.saved?.memory ?? beginning(engine));
    return createRepl(saver, {
      start: { ...start, engine },
      text,
      control,
      onCall: call,
      onWaiting: (settled) => channel.announce('waiting', settled),
      onPrinted: (printed) => channel.announce('printed', printed),
      receive: (ms) => port.receive(ms),
    });
  });
  last = made;
  repl = await made;
  emptyRealm();
  channel.announce('ready', null);
  // A worker that takes up an earlier one's state finds everything compiled.
  if (start.saved === null) inTurn((running) => running.warmUp()).catch(tellBroken);
}

/** Where no worker has made the image of Python yet, this one does, for itself and those to come. */
function withImage(
  { engine, saved }: SandboxStart,
  onMade: (image: SavedState) => void,
): SandboxEngine {
  if (engine.language !== 'python' || engine.image !== null || saved !== null) return engine;
  const image = bootPython(engine.module, engine.guest);
  onMade(image);
  return { ...engine, image };
}

/** The memory that a REPL of this language starts with; null: of its own making. */
function beginning(engine: SandboxEngine): SavedMemory | null {
  return engine.language === 'python' ? (engine.image?.memory ?? null) : null;
}

async function createRepl(saver: MemorySaver, parts: ReplParts): Promise<Repl> {
  const { engine } = parts.start;
  switch (engine.language) {
    case 'javascript':
      return JavascriptRepl.create({ ...parts, module: engine.module, saver });
    case 'python':
      return new PythonRepl({ ...parts, engine, saver });
  }
}
