import { languageNames, languageOf } from '../../core/options.ts';
import type { CellModel, RunModel, Trajectory } from '../../trajectory/model.ts';
import type { CitedLines } from './citedLines.ts';
import {
  answerParts,
  callParts,
  headParts,
  lastParts,
  noticeParts,
  replyParts,
} from './markdown.ts';

/** A cell of nbformat 4.5. */
type NotebookCell = {
  readonly id: string;
  readonly metadata: object;
  readonly source: readonly string[];
} & (
  | { readonly cell_type: 'markdown' }
  | {
      readonly cell_type: 'code';
      readonly execution_count: number | null;
      readonly outputs: readonly NotebookOutput[];
    }
);

type NotebookOutput =
  | { readonly output_type: 'stream'; readonly name: 'stdout'; readonly text: readonly string[] }
  | {
      readonly output_type: 'error';
      readonly ename: string;
      readonly evalue: string;
      readonly traceback: readonly string[];
    };

/** A run as a Jupyter notebook: its code with what it printed, what the model said, the answer. */
export function notebookFile(model: Trajectory, cited: CitedLines): string {
  const root = model.runs.get('');
  const notebook = new Notebook();
  if (root !== undefined) {
    notebook.say(headParts(root, model));
    notebook.say(root.notices.flatMap(noticeParts));
    for (const iteration of root.iterations) {
      notebook.say(replyParts(model, iteration, 3));
      for (const cell of iteration.cells) {
        notebook.run(cell);
        notebook.say(callParts(model, root, cell, 4));
      }
      notebook.say(lastParts(iteration));
    }
    notebook.say(answerParts(root, cited));
  }
  return `${JSON.stringify(notebook.file(root), null, 1)}\n`;
}

class Notebook {
  readonly #cells: NotebookCell[] = [];
  #executed = 0;

  /** As Markdown; nothing where there is nothing to say. */
  say(parts: readonly string[]): void {
    const text = parts.filter((part) => part !== '').join('\n\n');
    if (text !== '') this.#cells.push({ ...this.#begin(text), cell_type: 'markdown' });
  }

  run({ code, output, error, status }: CellModel): void {
    if (status !== 'skipped') this.#executed += 1;
    const outputs: NotebookOutput[] = [];
    if (output.text !== '')
      outputs.push({ output_type: 'stream', name: 'stdout', text: linesOf(output.text) });
    if (error !== null) {
      const { name, message, line } = error;
      const where = line === null ? '' : `line ${line}: `;
      const traceback = [`${where}${name}: ${message}`];
      outputs.push({ output_type: 'error', ename: name, evalue: message, traceback });
    }
    this.#cells.push({
      ...this.#begin(code.text),
      cell_type: 'code',
      execution_count: status === 'skipped' ? null : this.#executed,
      outputs,
    });
  }

  file(run: RunModel | undefined): object {
    const language = languageOf(run?.options ?? {});
    const kernel = language === 'python' ? 'python3' : 'javascript';
    return {
      cells: this.#cells,
      metadata: {
        kernelspec: { name: kernel, display_name: languageNames[language], language },
        language_info: { name: language },
      },
      nbformat: 4,
      nbformat_minor: 5,
    };
  }

  #begin(source: string) {
    return { id: `cell-${this.#cells.length + 1}`, metadata: {}, source: linesOf(source) };
  }
}

/** Each with its line end, as notebooks keep a text. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
