import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** One request to the server and its reply, in ms since 1970, as the server's clock has them. */
export interface Exchange {
  readonly model: string;
  readonly startedAt: number;
  readonly finishedAt: number;
}

/** The scripted model server in a process of its own. */
export interface ServedModel {
  /** The base URL, ending in `/v1`. */
  readonly url: string;
  /** What was exchanged since this was last asked, in the order of the replies' ends. */
  readonly take: () => Promise<readonly Exchange[]>;
  readonly close: () => Promise<void>;
}

export async function serveModel(): Promise<ServedModel> {
  const child = fork(path.join(import.meta.dirname, 'modelProcess.ts'));
  const { url } = await told<{ url: string }>(child);
  return {
    url,
    take: async () => {
      const answer = told<{ exchanges: Exchange[] }>(child);
      child.send('take');
      return (await answer).exchanges;
    },
    close: async () => {
      const closed = once(child, 'exit');
      child.disconnect();
      await closed;
    },
  };
}

/** The process's next message; rejects when it ends instead. */
function told<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error('The process of the model server ended.'));
    child.once('exit', fail);
    child.once('message', (message) => {
      child.off('exit', fail);
      resolve(message as Message);
    });
  });
}
