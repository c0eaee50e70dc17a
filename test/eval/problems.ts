import { type CorpusName, loadCorpus } from './corpora.ts';
import { type Corpus, charsPerToken, takeFiles } from './corpus.ts';
import { type Shelf, TextsMissing } from './fetching.ts';
import { sizeName } from './figures.ts';
import { isMade, type Problem, realTasks, type TaskName, tasks } from './task.ts';

/** A problem, and where its text comes from: `made`, or packages with their versions. */
export interface SourcedProblem extends Problem {
  readonly origin: string;
}

/** Builds the problems of an evaluation; real texts are loaded once. */
export class Problems {
  readonly #load: (name: CorpusName) => Promise<Corpus>;
  readonly #loaded = new Map<CorpusName, Promise<Corpus>>();

  constructor(load: (name: CorpusName) => Promise<Corpus>) {
    this.#load = load;
  }

  /** Throws TextsMissing where the text can't be had, or not so much of it. */
  async build(name: TaskName, tokens: number, seed: number): Promise<SourcedProblem> {
    if (isMade(name)) return { ...tasks[name](tokens, seed), origin: 'made' };
    const task = realTasks[name];
    const corpus = await this.#corpus(task.corpus);
    const files = takeFiles(corpus, tokens, seed);
    if (files === null) {
      const chars = corpus.units.flat().reduce((sum, { text }) => sum + text.length, 0);
      const most = sizeName(Math.floor(chars / charsPerToken / 1_000) * 1_000);
      throw new TextsMissing(`There are only ${most} tokens of text for ${name}.`);
    }
    const [only] = files;
    const isOne = only !== undefined && only.path === '';
    const asked = task.ask(files, seed);
    return { ...asked, text: isOne ? only.text : files, origin: corpus.origin };
  }

  #corpus(name: CorpusName): Promise<Corpus> {
    const loaded = this.#loaded.get(name) ?? this.#load(name);
    this.#loaded.set(name, loaded);
    return loaded;
  }
}

/** With texts that are fetched when first needed. */
export function problemsFrom(shelf: Shelf): Problems {
  return new Problems((name) => loadCorpus(name, shelf));
}
