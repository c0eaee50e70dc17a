import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { nameReferred, readReferences, referredSource } from '../../src/vscode/chat/references.ts';
import { fileWith, logOf, newFolder, textOf } from './support.ts';

const range = new vscode.Range(2, 0, 4, 0);

suite('What a message of the chat points at', () => {
  test('is what is attached, before what the editor has by itself', () => {
    const [a, b] = ['/a.log', '/b.log'].map((name) => vscode.Uri.file(name)) as [
      vscode.Uri,
      vscode.Uri,
    ];
    const shown = { id: 'vscode.implicit.file', value: a };
    const attached = { id: 'vscode.file', value: b };
    assert.deepEqual(readReferences([shown, attached])?.uris, [b]);
    assert.deepEqual(readReferences([shown])?.uris, [a]);
    assert.equal(readReferences([]), null);
    assert.equal(readReferences([{ id: 'picture', value: { data: 1 } }]), null);
    assert.equal(readReferences([attached, { id: 'picture', value: {} }])?.unread, 1);
    // Lines that only show are not what is meant; those that are selected are.
    const lines = new vscode.Location(a, range);
    assert.deepEqual(readReferences([{ id: 'vscode.implicit.viewport', value: lines }])?.uris, [a]);
    const selected = readReferences([{ id: 'vscode.implicit.selection', value: lines }]);
    assert.deepEqual(selected?.ranges, [lines]);
  });

  test('is known again whatever its order', () => {
    const values = [vscode.Uri.file('/a.log'), new vscode.Location(vscode.Uri.file('/b'), range)];
    const named = (given: readonly unknown[]) => {
      const referred = readReferences(given.map((value, index) => ({ id: `r${index}`, value })));
      return referred && nameReferred(referred);
    };
    assert.equal(named(values), named(values.toReversed()));
    assert.notEqual(named(values), named(values.slice(1)));
  });

  test('becomes the context: a file, a selection, a folder, text, and all together', async () => {
    const uri = await fileWith('platform.log', logOf(10));
    const folder = await newFolder();
    await writeFile(path.join(folder, 'x.log'), logOf(3));
    const selection = new vscode.Location(uri, range);
    const contextOf = async (...values: readonly unknown[]) => {
      const referred = readReferences(values.map((value, index) => ({ id: `r${index}`, value })));
      assert.ok(referred);
      const { context } = await textOf(await referredSource(referred));
      return { kind: context.kind, paths: context.items.map((item) => item.path), context };
    };
    const file = await contextOf(uri);
    assert.deepEqual([file.kind, file.paths], ['string', ['']]);
    const part = await contextOf(selection);
    assert.deepEqual([part.kind, part.context.items[0]?.origin?.firstLine], ['string', 3]);
    const text = await contextOf('some words');
    assert.deepEqual([text.kind, text.context.items[0]?.origin], ['string', null]);
    const all = await contextOf(selection, vscode.Uri.file(folder), 'some words');
    assert.equal(all.kind, 'map');
    assert.deepEqual(all.paths, [
      `${path.basename(folder)}/x.log`,
      'platform.log:3-4',
      'attached text',
    ]);
  });
});
