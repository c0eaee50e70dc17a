import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderTree } from '../../../src/core/folderTree.ts';

const sizes = (...paths: readonly string[]) => paths.map((path) => ({ path, chars: 10 }));
const told = (paths: readonly string[], most: number) =>
  folderTree(sizes(...paths), most).map(({ path, files }) => `${path} ${files}`);

const many = (folder: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${folder}/f${index}`);

test('a tree of folders is as deep as its lines allow, the fullest opened first', () => {
  const paths = [...many('a/x', 5), ...many('a/y', 3), ...many('b', 4), 'a/one', 'top'];
  assert.deepEqual(told(paths, 3), [' 1', 'a/ 9', 'b/ 4']);
  assert.deepEqual(told(paths, 4), [' 1', 'a/ 9', 'b/ 4']);
  assert.deepEqual(told(paths, 5), [' 1', 'a/ 1', 'a/x/ 5', 'a/y/ 3', 'b/ 4']);
});

test('folders that hold one folder alone are passed through', () => {
  assert.deepEqual(told(many('a/b/c', 3), 10), ['a/b/c/ 3']);
});

test('where the first level has more than all lines, it is told as it is', () => {
  const paths = Array.from({ length: 40 }, (_, index) => `d${index}/x/y`);
  assert.equal(told(paths, 30).length, 40);
});

test('every file is counted once, whatever its path is', () => {
  const paths = ['/', '//', '/a', 'a//b', 'a/', '../x', './y', 'z', ''];
  for (const most of [1, 3, 10, 100]) {
    const tree = folderTree(sizes(...paths), most);
    assert.equal(
      tree.reduce((sum, { files }) => sum + files, 0),
      paths.length,
    );
    assert.equal(new Set(tree.map(({ path }) => path)).size, tree.length);
  }
});
