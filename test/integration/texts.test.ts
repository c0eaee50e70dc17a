import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { parseAskArgument } from '../../src/vscode/asking/askArgument.ts';
import { targetSource } from '../../src/vscode/texts/fileSource.ts';
import { fileTarget } from '../../src/vscode/texts/target.ts';
import {
  ask,
  closeEditors,
  eventually,
  fileWith,
  logOf,
  startOf,
  textOf,
  timeoutQuestion,
  useCountingModel,
} from './support.ts';

/** A file system of another kind than the disk, as remote and virtual ones are. */
class MemoryFiles implements vscode.FileSystemProvider {
  readonly #files: ReadonlyMap<string, { readonly size: number; readonly bytes: Uint8Array }>;
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;

  constructor(
    files: Readonly<Record<string, string>>,
    sizes: Readonly<Record<string, number>> = {},
  ) {
    this.#files = new Map(
      Object.entries(files).map(([path, text]) => {
        const bytes = new TextEncoder().encode(text);
        return [path, { size: sizes[path] ?? bytes.length, bytes }];
      }),
    );
  }
  stat(uri: vscode.Uri): vscode.FileStat {
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: this.#file(uri).size };
  }
  readFile(uri: vscode.Uri): Uint8Array {
    return this.#file(uri).bytes;
  }
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }
  readDirectory(): [string, vscode.FileType][] {
    return [];
  }
  createDirectory(): void {
    throw vscode.FileSystemError.NoPermissions();
  }
  writeFile(): void {
    throw vscode.FileSystemError.NoPermissions();
  }
  delete(): void {
    throw vscode.FileSystemError.NoPermissions();
  }
  rename(): void {
    throw vscode.FileSystemError.NoPermissions();
  }
  #file(uri: vscode.Uri): { readonly size: number; readonly bytes: Uint8Array } {
    const file = this.#files.get(uri.path);
    if (file === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return file;
  }
}

suite('The text that is asked about', () => {
  useCountingModel();
  teardown(closeEditors);

  test('unsaved text wins over the disk', async () => {
    const uri = await fileWith('platform.log', logOf(20));
    const editor = await vscode.window.showTextDocument(uri);
    const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
    await editor.edit((edit) => edit.insert(end, '\nERROR timeout again\nERROR timeout once more'));
    assert.ok(editor.document.isDirty);
    assert.match((await ask({ question: timeoutQuestion, uri })).answer, /\b4\b/);
  });

  test('a document that was never saved can be asked about', async () => {
    const document = await vscode.workspace.openTextDocument({ content: logOf(50) });
    await vscode.window.showTextDocument(document);
    assert.match((await ask({ question: timeoutQuestion })).answer, /\b5\b/);
  });

  const encodings: readonly [string, Uint8Array][] = [
    ['UTF-8 with a mark', Buffer.from(`\uFEFFÄrger mit timeout\nRuhe`, 'utf8')],
    ['UTF-16', Buffer.from(`\uFEFFÄrger mit timeout\nRuhe`, 'utf16le')],
    ['Latin-1', Buffer.from(`Ärger mit timeout\nRuhe`, 'latin1')],
  ];
  for (const [name, bytes] of encodings) {
    test(`a file in ${name} is read right`, async () => {
      const uri = await fileWith('notes.txt', bytes);
      const { runId, answer } = await ask({ question: timeoutQuestion, uri });
      assert.match(answer, /\b1\b/);
      assert.equal((await startOf(runId)).context.chars, 'Ärger mit timeout\nRuhe'.length);
    });
  }

  test('a file of over 50 MB, of which VS Code gives no document, is that of the active tab', async () => {
    const line = `${'2026-03-14 INFO served a page '.repeat(40)}\n`;
    const uri = await fileWith('huge.log', `${line.repeat(46_000)}ERROR timeout at the end\n`);
    await vscode.commands.executeCommand('vscode.open', uri);
    await eventually('the tab', () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputText && input.uri.toString() === uri.toString();
    });
    const { status, answer, runId, reason } = await ask({ question: timeoutQuestion });
    assert.equal(status, 'answered', reason ?? '');
    assert.match(answer, /\b1\b/);
    const { context } = await startOf(runId);
    assert.ok(context.chars > 50 * 1024 * 1024);
    assert.equal(context.label, 'huge.log');
  }).timeout(120_000);

  const refused: readonly [string, string, string | Uint8Array, string][] = [
    ['an empty file', 'empty.log', '', 'EmptyText'],
    [
      'a binary file',
      'image.bin',
      Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1]),
      'BinaryText',
    ],
  ];
  for (const [what, file, content, name] of refused) {
    test(`${what} is refused in a sentence that names it`, async () => {
      const uri = await fileWith(file, content);
      const { status, error } = await ask({ question: timeoutQuestion, uri });
      assert.equal(status, 'failed');
      assert.equal(error?.name, name);
      assert.ok(error.message.startsWith(`"${file}"`), error.message);
    });
  }

  test('a file that is not there and a folder are refused in a sentence', async () => {
    const uri = await fileWith('platform.log', 'x');
    const missing = vscode.Uri.joinPath(uri, '..', 'missing.log');
    const folder = vscode.Uri.joinPath(uri, '..');
    const gone = await ask({ question: timeoutQuestion, uri: missing });
    assert.deepEqual(gone.error, {
      name: 'UnreadableFile',
      message: `"missing.log" can't be read: it doesn't exist.`,
    });
    const wrong = await ask({ question: timeoutQuestion, uri: folder });
    assert.match(wrong.error?.message ?? '', /can't be read: it is a folder\.$/);
  });

  test('files of other schemes are read through the editor', async () => {
    const files = new MemoryFiles(
      { '/remote.log': logOf(60), '/vast.log': 'x' },
      { '/vast.log': 300 * 1024 * 1024 },
    );
    const registration = vscode.workspace.registerFileSystemProvider('rlm-memory', files);
    try {
      const uri = vscode.Uri.parse('rlm-memory:/remote.log');
      await vscode.window.showTextDocument(uri);
      assert.match((await ask({ question: timeoutQuestion, uri })).answer, /\b6\b/);
      const read = (path: string) =>
        textOf(targetSource(fileTarget(parseAskArgument(vscode.Uri.parse(`rlm-memory:${path}`)))));
      await assert.rejects(read('/vast.log'), { name: 'TextTooLarge' });
      await assert.rejects(read('/missing.log'), {
        message: `"missing.log" can't be read: it doesn't exist.`,
      });
    } finally {
      registration.dispose();
    }
  });
});
