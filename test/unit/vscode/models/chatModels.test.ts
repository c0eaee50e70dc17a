import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidOption, UnknownModel } from '../../../../src/core/errors.ts';
import { chooseModel, type OfferedModel } from '../../../../src/vscode/models/chatModels.ts';

const model = (vendor: string, id: string, family = id, name = id): OfferedModel => ({
  vendor,
  id,
  family,
  name,
});
const copilot = [
  model('copilot', 'gpt-4o-2024-11-20', 'gpt-4o', 'GPT-4o'),
  model('copilot', 'gpt-4o-mini', 'gpt-4o-mini', 'GPT-4o mini'),
  model('copilot', 'claude-sonnet-4.5', 'claude-sonnet', 'Claude Sonnet 4.5'),
];

test('a model is found by its id, family or name, in any case', () => {
  for (const wanted of ['gpt-4o-2024-11-20', 'gpt-4o', ' GPT-4O ', 'copilot/gpt-4o']) {
    assert.equal(chooseModel(wanted, copilot), copilot[0], wanted);
  }
  for (const wanted of ['claude sonnet 4.5', 'Copilot/Claude Sonnet 4.5']) {
    assert.equal(chooseModel(wanted, copilot), copilot[2], wanted);
  }
});

test('an id goes before a family, and a family before a name', () => {
  const named = model('a', '1', 'x', 'wanted');
  const family = model('a', '2', 'wanted');
  const own = model('a', 'wanted', 'y');
  assert.equal(chooseModel('wanted', [named, family, own]), own);
  assert.equal(chooseModel('wanted', [named, family]), family);
  assert.equal(chooseModel('wanted', [named]), named);
});

test('part of a name is no name', () => {
  assert.throws(() => chooseModel('gpt', copilot), UnknownModel);
});

test('of two versions of a family, the one that its vendor lists first is meant', () => {
  const versions = [model('a', 'x-2', 'x'), model('a', 'x-1', 'x')];
  assert.equal(chooseModel('x', versions), versions[0]);
});

test('a name that two vendors use is refused until one of them is named', () => {
  const both = [...copilot, model('azure', 'gpt-4o-mini')];
  assert.throws(() => chooseModel('gpt-4o-mini', both), {
    name: 'InvalidOption',
    message:
      'Several extensions offer VS Code a model "gpt-4o-mini", each at its own cost. Write "copilot/gpt-4o-mini" or "azure/gpt-4o-mini".',
  });
  assert.throws(() => chooseModel('gpt-4o-mini', both), InvalidOption);
  assert.equal(chooseModel('azure/gpt-4o-mini', both), both[3]);
});

test('who asks for an unknown model learns which there are, by names that work', () => {
  const offered = [...copilot, model('azure', 'gpt-4o-mini')];
  assert.throws(() => chooseModel('gpt-9', offered), {
    name: 'UnknownModel',
    message:
      'VS Code has no model "gpt-9". Choose one that it offers: gpt-4o-2024-11-20, copilot/gpt-4o-mini, claude-sonnet-4.5, azure/gpt-4o-mini.',
  });
});

test('a long list is cut', () => {
  const many = Array.from({ length: 25 }, (_, at) => model('a', `m${at}`));
  assert.throws(() => chooseModel('x', many), { message: /m18, m19, 5 more\.$/ });
});
