import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Message, Model } from '../../../../src/core/model.ts';
import { defaultOptions, type Language } from '../../../../src/core/options.ts';
import { firstMessage, profileFor, systemPrompt } from '../../../../src/core/prompts.ts';
import { readReply } from '../../../../src/core/reply/readReply.ts';
import { answerSubcall } from '../../../../src/models/demo/causes.ts';
import { createDemoModel } from '../../../../src/models/demo.ts';
import { ContextText } from '../../../../src/sandbox/text/contextText.ts';
import { openRepl } from '../../sandbox/repl/support.ts';
import { contextOf } from '../../sandbox/support.ts';

export type Texts = string | Readonly<Record<string, string>>;

export interface Told {
  readonly answer: string;
  readonly cells: readonly string[];
  readonly outputs: readonly string[];
  readonly prompts: readonly string[];
}

const declined = "The offline demo can't answer this; set a key to ask a language model.";

interface Asking {
  readonly subcalls?: boolean;
  readonly language?: Language;
}

/** Asks the demo, playing the engine: its cells run in the REPL, in this thread. */
export async function ask(
  question: string,
  texts: Texts,
  { subcalls = true, language = 'javascript' }: Asking = {},
): Promise<Told> {
  const model = createDemoModel({ pace: 0 });
  const options = {
    ...defaultOptions,
    rootModel: 'demo',
    language,
    maxDepth: subcalls ? 1 : 0,
  };
  const profile = profileFor(options);
  const described = new ContextText(contextOf(texts)).describe();
  const messages: Message[] = [
    { role: 'system', content: systemPrompt(profile, options) },
    { role: 'user', content: firstMessage(question, described, profile, null, language) },
  ];
  const prompts: string[] = [];
  const reply = (prompt: string): string => {
    assert.ok(subcalls, 'a sub-call where there are none');
    prompts.push(prompt);
    return answerSubcall(prompt);
  };
  const { run } = await openRepl(language, {
    context: texts,
    answer: ({ prompt }) => reply(prompt),
    cellSeconds: 60,
  });
  const cells: string[] = [];
  const outputs: string[] = [];
  for (let turn = 1; turn <= 60; turn++) {
    const { text } = await complete(model, messages);
    const read = readReply(text, { language, parses: () => true });
    if (read.answer?.kind === 'block') {
      return { answer: read.answer.text, cells, outputs, prompts };
    }
    assert.ok(read.cells.length > 0, `a reply without a cell: ${text}`);
    const printed: string[] = [];
    for (const code of read.cells) {
      cells.push(code);
      const { output, final, error } = await run(code);
      assert.equal(error, null, `${error?.message}\n${code}`);
      if (final !== null) return { answer: final, cells, outputs, prompts };
      printed.push(`Output of the cell:\n${output}`);
    }
    outputs.push(printed.join('\n'));
    messages.push({ role: 'assistant', content: text });
    messages.push({ role: 'user', content: `Turn ${turn}\n\n${printed.join('\n\n')}` });
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
