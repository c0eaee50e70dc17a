import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Message, Model } from '../../../../src/core/model.ts';
import { createDemoModel } from '../../../../src/models/demo.ts';
import { ContextText } from '../../../../src/sandbox/text/contextText.ts';
import { sharedText } from '../../../../src/sources/decode.ts';

export type Texts = string | Readonly<Record<string, string>>;

export interface Told {
  readonly answer: string;
  readonly cells: readonly string[];
  readonly outputs: readonly string[];
  readonly prompts: readonly string[];
}

const declined = "The offline demo can't answer this; set a key to ask a language model.";

/** Asks the demo, playing the engine: its cells run in this process, over the real text helpers. */
export async function ask(question: string, texts: Texts, subcalls = true): Promise<Told> {
  const model = createDemoModel({ pace: 0 });
  const kind = typeof texts === 'string' ? 'string' : 'map';
  const entries = typeof texts === 'string' ? [['', texts] as const] : Object.entries(texts);
  const text = new ContextText({
    kind,
    items: entries.map(([name, item]) => ({ path: name, text: sharedText(item) })),
  });
  const size = kind === 'string' ? 'a string' : `an object of ${entries.length} paths`;
  const messages: Message[] = [
    { role: 'system', content: subcalls ? 'Given: llm_query, llm_query_batched' : 'Given: grep' },
    { role: 'user', content: `Question: ${question}\n\nContext: ${size}, some characters.` },
  ];
  const repl = createRepl(text, model, subcalls);
  const cells: string[] = [];
  const outputs: string[] = [];
  for (let turn = 1; turn <= 60; turn++) {
    const { text: reply } = await complete(model, messages);
    const code = /```repl\n([\s\S]*)\n```$/.exec(reply)?.[1];
    assert.ok(code, `a reply without a cell: ${reply}`);
    cells.push(code);
    const output = await repl.run(code);
    outputs.push(output);
    if (repl.final() !== null) {
      return { answer: repl.final() ?? '', cells, outputs, prompts: repl.prompts };
    }
    messages.push({ role: 'assistant', content: reply });
    messages.push({ role: 'user', content: `Turn ${turn}\n\nOutput of the cell:\n${output}` });
  }
  return assert.fail('no answer after 60 turns');
}

export function assertDeclined({ answer }: Told): void {
  assert.ok(answer.startsWith(declined), answer);
}

export function complete(model: Model, messages: readonly Message[]) {
  return model.complete({
    model: 'demo',
    messages,
    maxOutputTokens: 16_384,
    signal: new AbortController().signal,
  });
}

function createRepl(text: ContextText, model: Model, subcalls: boolean) {
  const prompts: string[] = [];
  const printed: string[] = [];
  let final: string | null = null;
  const only = (options: object | undefined, known: readonly string[]): void => {
    for (const name of Object.keys(options ?? {})) assert.ok(known.includes(name), name);
  };
  type Search = { flags?: string; max?: number; path?: string };
  const scope: Record<string, unknown> = {
    grep: (source: string, options?: Search) => {
      only(options, ['flags', 'max', 'path', 'literal']);
      const { flags = '', max = 1000, path = null } = options ?? {};
      const found = text.grep({ source, flags, literal: false, max, path });
      return Object.assign(found.matches, { total: found.total });
    },
    count: (source: string, options?: Search) => {
      only(options, ['flags', 'path', 'literal']);
      const { flags = '', path = null } = options ?? {};
      return text.count({ source, flags, literal: false, path });
    },
    lines: (from: number, to: number, options?: { path?: string; numbers?: boolean }) => {
      only(options, ['path', 'numbers']);
      const { path = null, numbers = false } = options ?? {};
      return text.lines(from, to, { path, numbers });
    },
    print: (...values: unknown[]) => printed.push(values.map(String).join(' ')),
    llm_query_batched: (asked: readonly string[]) =>
      Promise.all(
        asked.map(async (prompt) => {
          assert.ok(subcalls, 'a sub-call where there are none');
          prompts.push(prompt);
          return (await complete(model, [{ role: 'user', content: prompt }])).text;
        }),
      ),
    FINAL: (value: unknown) => {
      final = String(value);
    },
  };
  return {
    prompts,
    final: () => final,
    run: async (code: string): Promise<string> => {
      printed.length = 0;
      // Top-level names live on in the scope, as they do in the sandbox.
      const kept = code
        .replace(/^(?:const|let) (\w+)(?= =)/gm, (_, name: string) => {
          scope[name] ??= undefined;
          return name;
        })
        .replace(/^const (\[\w+\])(?= =)/gm, (_, names: string) => {
          scope[names.slice(1, -1)] ??= undefined;
          return `;${names}`;
        });
      const cell = new Function('scope', `with (scope) { return (async () => {${kept}\n})(); }`);
      await cell(scope);
      return printed.join('\n');
    },
  };
}

/** Lines as an editor has them, what follows the last line end only if there is something. */
export function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** The first number in bold: what the answer claims. */
export function claimed(answer: string): number {
  const match = /\*\*([\d,]+)/.exec(answer);
  if (match === null && answer.startsWith('**None**')) return 0;
  assert.ok(match, `no figure in: ${answer}`);
  return Number(match[1]?.replaceAll(',', ''));
}

export interface Document {
  readonly name: string;
  readonly text: string;
}

/** Up to `most` of Debian's own documents of a folder's packages; none on other systems. */
export function debianDocuments(most: number): readonly Document[] {
  const found: Document[] = [];
  for (const name of ['GPL-2', 'GPL-3', 'Apache-2.0', 'Artistic', 'MPL-2.0']) {
    found.push(...read(`/usr/share/common-licenses/${name}`));
  }
  found.push(...read('/var/log/dpkg.log'));
  for (const folder of list('/usr/share/doc')) {
    if (found.length >= most) break;
    for (const name of ['changelog.gz', 'changelog.Debian.gz', 'NEWS.gz']) {
      found.push(...read(path.join('/usr/share/doc', folder, name)));
    }
  }
  return found.slice(0, most);
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    // Not a Debian system.
    return [];
  }
}

function read(file: string): readonly Document[] {
  try {
    const bytes = readFileSync(file);
    const plain = file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
    return plain.length < 1_500_000 ? [{ name: file, text: plain.toString('utf8') }] : [];
  } catch {
    // Not there on this system.
    return [];
  }
}
