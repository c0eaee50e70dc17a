import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { asError, InvalidOption } from '../../src/core/errors.ts';
import { methodNames } from './methods.ts';
import { type Answered, markdownReport } from './report.ts';
import { taskNames } from './task.ts';

/** What a file of results holds: the answers to one task, asked in one way. */
interface ResultFile {
  readonly format: typeof format;
  readonly answers: readonly Answered[];
}

const format = 1;

/** A folder of results: `TASK.METHOD.json`, and `report.md` about all of them. */
export class Results {
  readonly #folder: string;
  #answers: readonly Answered[];

  private constructor(folder: string, answers: readonly Answered[]) {
    this.#folder = folder;
    this.#answers = answers;
  }

  /** Makes the folder where there is none. Throws InvalidOption. */
  static async open(folder: string): Promise<Results> {
    try {
      await mkdir(folder, { recursive: true });
    } catch (error) {
      throw new InvalidOption(`--results "${folder}" can't be made: ${asError(error).message}.`);
    }
    return new Results(folder, await readResults(folder));
  }

  /** In place of the same question asked earlier. */
  async add(answered: Answered): Promise<void> {
    const key = answerKey(answered);
    const others = this.#answers.filter((each) => answerKey(each) !== key);
    this.#answers = [...others, answered].sort(byOrder);
    const isOfFile = ({ task, method }: Answered): boolean =>
      task === answered.task && method === answered.method;
    const file: ResultFile = { format, answers: this.#answers.filter(isOfFile) };
    await this.#write(
      `${answered.task}.${answered.method}.json`,
      `${JSON.stringify(file, null, 2)}\n`,
    );
    await this.#write('report.md', markdownReport(this.#answers));
  }

  async #write(name: string, text: string): Promise<void> {
    const file = path.join(this.#folder, name);
    try {
      await writeFile(file, text);
    } catch (error) {
      throw new InvalidOption(`"${file}" can't be written: ${asError(error).message}.`);
    }
  }
}

/** All answers of a folder of results. Throws InvalidOption. */
export async function readResults(folder: string): Promise<readonly Answered[]> {
  try {
    const names = (await readdir(folder)).filter((name) => /^[\w-]+\.[\w-]+\.json$/.test(name));
    const files = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));
    return files.flatMap((text, index) => answersIn(text, names[index] ?? '')).sort(byOrder);
  } catch (error) {
    if (error instanceof InvalidOption) throw error;
    throw new InvalidOption(`The results in "${folder}" can't be read: ${asError(error).message}.`);
  }
}

function answersIn(text: string, name: string): readonly Answered[] {
  const file: Partial<ResultFile> = JSON.parse(text);
  if (file.format === format && Array.isArray(file.answers)) return file.answers;
  throw new InvalidOption(`"${name}" holds no results of this format (${format}).`);
}

/** The same for the same question, asked in the same way. */
export function answerKey({ task, size, seed, repetition, method }: Answered): string {
  return [task, size, seed, repetition, method].join(' ');
}

/** By size, task and method, as they are asked. */
function byOrder(one: Answered, other: Answered): number {
  return (
    one.size - other.size ||
    taskNames.indexOf(one.task) - taskNames.indexOf(other.task) ||
    methodNames.indexOf(one.method) - methodNames.indexOf(other.method) ||
    one.seed - other.seed ||
    one.repetition - other.repetition
  );
}
