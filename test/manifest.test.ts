import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import {
  defaultOptions,
  directModes,
  languages,
  modelVariants,
  optionBounds,
} from '../src/core/options.ts';
import { commandTitles } from '../src/vscode/commands/table.ts';
import {
  budgetModes,
  budgetSettings,
  filterSettings,
  folderBounds,
  historyBounds,
  interfaces,
  optionSettings,
  providers,
  serverSettings,
  textSettings,
  unlimitedOptions,
} from '../src/vscode/settings/settingTable.ts';

const root = path.join(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const strings: Record<string, string> = JSON.parse(
  readFileSync(path.join(root, 'package.nls.json'), 'utf8'),
);
const { contributes } = manifest;
const sections: readonly { title: string; order: number; properties: Record<string, Schema> }[] =
  contributes.configuration;
const settings = Object.assign({}, ...sections.map(({ properties }) => properties)) as Record<
  string,
  Schema
>;
const commandIds = Object.keys(commandTitles);

interface Schema {
  readonly type: string | readonly string[];
  readonly description: string;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default: unknown;
  readonly order: number;
  readonly scope: string;
}

/** The English text of a `%key%`. */
function english(reference: string): string {
  const key = /^%(.+)%$/.exec(reference)?.[1] ?? '';
  const text = strings[key];
  assert.ok(text, `package.nls.json has no ${reference}`);
  return text;
}

function schemaOf(name: string): Schema {
  const schema = settings[`rlm.${name}`];
  assert.ok(schema, `package.json has no setting rlm.${name}`);
  return schema;
}

test('every command of the table is contributed under its title, and no other', () => {
  const contributed = contributes.commands.map(
    ({ command, title, category }: Record<string, string>) => {
      assert.equal(category, 'RLM', command);
      return [command, english(title ?? '')];
    },
  );
  assert.deepEqual(Object.fromEntries(contributed), commandTitles);
});

test('menus, keys and welcome texts name only commands that exist', () => {
  const named = [
    ...Object.values<{ command: string }[]>(contributes.menus).flat(),
    ...contributes.keybindings,
  ].map(({ command }) => command);
  const linked = contributes.viewsWelcome.flatMap(({ contents }: { contents: string }) =>
    [...english(contents).matchAll(/\(command:([^)]+)\)/g)].map((match) => match[1]),
  );
  assert.ok(linked.length > 0);
  const known = [...commandIds, 'workbench.trust.manage'];
  for (const id of [...named, ...linked]) assert.ok(known.includes(id), id);
});

test('with no run the palette offers nothing that needs one', () => {
  const offered = contributes.menus.commandPalette.flatMap(
    ({ command, when }: { command: string; when: string }) =>
      when === '!rlm.noRuns' ? [command] : [],
  );
  const needing = commandIds.filter((id) => /Runs?$|FollowUp$|runAgain/.test(id));
  const otherwise = ['rlm.stopRun', 'rlm.stopAllRuns', 'rlm.importRun'];
  assert.deepEqual(offered.sort(), needing.filter((id) => !otherwise.includes(id)).sort());
});

test('the empty Runs view says what is so: who answers, and whether asking is refused', () => {
  const texts: readonly { contents: string; when?: string }[] = contributes.viewsWelcome;
  const whenOf = (part: RegExp) =>
    texts.filter(({ contents }) => part.test(english(contents))).map(({ when }) => when);
  assert.deepEqual(whenOf(/offline demo answers/), [
    '!rlm.runsFiltered && isWorkspaceTrusted && rlm.demoAnswers',
  ]);
  assert.deepEqual(whenOf(/not start new ones/), ['!rlm.runsFiltered && !isWorkspaceTrusted']);
  for (const when of whenOf(/command:rlm\.ask/)) assert.match(when ?? '', /isWorkspaceTrusted/);
});

test('the walkthrough leads through commands and settings that exist, each step with its picture', () => {
  const [walkthrough] = contributes.walkthroughs;
  assert.deepEqual(
    walkthrough.steps.map(({ id }: { id: string }) => id),
    ['watch', 'connect', 'ask', 'budget'],
  );
  for (const { title, description, media, completionEvents } of walkthrough.steps) {
    assert.ok(english(title));
    assert.ok(english(media.altText));
    assert.ok(existsSync(path.join(root, media.svg)), media.svg);
    const links = [...english(description).matchAll(/\(command:([^)?]+)(?:\?([^)]+))?\)/g)];
    assert.ok(links.length > 0);
    for (const [, command = '', argument] of links) {
      if (argument === undefined) assert.ok(commandIds.includes(command), command);
      else {
        // VS Code's own would look in the User tab, where a remote window has no settings of the machine.
        assert.equal(command, 'rlm.openSettings');
        const [setting] = JSON.parse(decodeURIComponent(argument));
        assert.ok(Object.hasOwn(settings, setting), setting);
      }
    }
    for (const event of completionEvents) {
      const [, command] = /^onCommand:(.+)$/.exec(event) ?? [];
      if (command !== undefined) assert.ok(commandIds.includes(command), command);
    }
  }
});

const titleOf = (id: string) =>
  english(contributes.commands.find(({ command }: { command: string }) => command === id).title);

test('asking stands in palette, editor menu, explorer menu, editor title and under one chord', () => {
  const inMenu = (menu: string) =>
    contributes.menus[menu].map(({ command }: { command: string }) => command);
  const inEditor = ['rlm.askFileFromMenu', 'rlm.askSelectionFromMenu'];
  const inExplorer = ['rlm.askFileFromMenu', 'rlm.askFolderFromMenu'];
  assert.deepEqual(inMenu('editor/context'), inEditor);
  assert.deepEqual(inMenu('explorer/context'), inExplorer);
  for (const command of [...inEditor, ...inExplorer]) assert.match(titleOf(command), /^Ask RLM /);
  assert.deepEqual(inMenu('editor/title'), ['rlm.askFile']);
  const hidden = contributes.menus.commandPalette.filter(
    ({ when }: { when: string }) => when === 'false',
  );
  assert.deepEqual(
    hidden.map(({ command }: { command: string }) => command),
    ['rlm.askFileFromMenu', 'rlm.askSelectionFromMenu', 'rlm.askFolderFromMenu'],
  );
  const chords = contributes.keybindings.filter(({ command }: { command: string }) =>
    command.startsWith('rlm.ask'),
  );
  const keys = new Set(chords.map(({ key }: { key: string }) => key));
  assert.equal(keys.size, 1);
  const [key = ''] = keys as Set<string>;
  assert.doesNotMatch(key, /ctrl\+alt/, 'Ctrl+Alt is AltGr on many keyboards');
});

test('settings are those that the code reads', () => {
  const ofFolders = [...textSettings, ...filterSettings, ...Object.keys(folderBounds)];
  const ofHistory = Object.keys(historyBounds);
  const ofRuns = [...optionSettings, ...serverSettings, ...budgetSettings];
  const read = [...ofRuns, ...ofFolders, ...ofHistory].map((name) => `rlm.${name}`);
  assert.deepEqual(Object.keys(settings).sort(), read.sort());
});

test('settings stand in sections, in their order', () => {
  const titles = sections.toSorted((one, other) => one.order - other.order);
  assert.deepEqual(
    titles.map(({ title }) => english(title)),
    ['Models', 'Limits', 'Sandbox', 'Files and folders', 'History', 'Advanced'],
  );
  const stated = sections.flatMap(({ properties }) => Object.keys(properties));
  assert.equal(new Set(stated).size, stated.length);
});

test('the README lists every setting with its default, in their order, and names no other', () => {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  const rows = [...readme.matchAll(/^\| `(rlm\.[\w.]+)` \| `(.*?)` \|/gm)];
  const ordered = Object.entries(settings).sort(([, one], [, other]) => one.order - other.order);
  assert.deepEqual(
    rows.map(([, name, value]) => [name, value]),
    ordered.map(([name, { default: value }]) => [
      name,
      typeof value === 'string' && value !== '' ? value : JSON.stringify(value),
    ]),
  );
  for (const [, name = ''] of readme.matchAll(/`(rlm\.[a-z][\w.]*)`/g))
    assert.ok(name in settings, `the README names ${name}`);
});

test('every setting has a description that ends in a period, an order of its own and a scope', () => {
  const orders = Object.values(settings).map(({ order }) => order);
  assert.equal(new Set(orders).size, orders.length);
  for (const [name, schema] of Object.entries(settings)) {
    assert.match(english(schema.description), /\.$/, name);
    for (const text of schema.enumDescriptions ?? []) assert.match(english(text), /\.$/, name);
    assert.ok(Number.isInteger(schema.order), name);
    // A workspace can't redirect the key, choose a dearer model or lift a limit. It can narrow what
    // is read of its folders, and knows what its files are encoded in.
    const own = [...filterSettings, ...textSettings].some((each) => name === `rlm.${each}`);
    assert.equal(schema.scope, own ? 'resource' : 'machine', name);
  }
});

test('defaults of settings are those of the engine', () => {
  for (const name of optionSettings) {
    assert.deepEqual(schemaOf(name).default, defaultOptions[name], name);
  }
});

test('bounds of numeric settings are those of the engine', () => {
  for (const [name, { minimum, maximum, integer }] of Object.entries(optionBounds)) {
    const schema = schemaOf(name);
    assert.equal(schema.minimum, minimum, name);
    assert.equal(schema.maximum, maximum, name);
    const kind = integer ? 'integer' : 'number';
    const unlimited = unlimitedOptions.some((option) => option === name);
    assert.deepEqual(schema.type, unlimited ? [kind, 'null'] : kind, name);
  }
});

test('bounds and defaults of what is read of a folder, and kept, are those of the code', () => {
  const bounded = Object.entries({ ...folderBounds, ...historyBounds });
  for (const [name, { minimum, maximum, initial }] of bounded) {
    const schema = schemaOf(name);
    assert.deepEqual(
      [schema.type, schema.minimum, schema.maximum, schema.default],
      ['integer', minimum, maximum, initial],
      name,
    );
  }
  for (const name of filterSettings) assert.deepEqual(schemaOf(name).default, [], name);
  assert.equal(schemaOf('encoding').default, 'auto');
});

test('settings with fixed values list those that the code knows, each described', () => {
  const known = {
    provider: providers,
    api: interfaces,
    modelVariant: modelVariants,
    language: languages,
    direct: directModes,
    onBudget: budgetModes,
  };
  for (const [name, values] of Object.entries(known)) {
    const schema = schemaOf(name);
    assert.deepEqual(schema.enum, values, name);
    assert.equal(schema.enumDescriptions?.length, values.length, name);
  }
});

test('every string of package.nls.json is used, and every one that is used is there', () => {
  const source = readFileSync(path.join(root, 'package.json'), 'utf8');
  const used = [...source.matchAll(/"%([\w.-]+)%"/g)].map((match) => match[1]);
  assert.deepEqual([...new Set(used)].sort(), Object.keys(strings).sort());
});

test('the extension starts only for what needs it, where the files are, and says when not', () => {
  assert.deepEqual(manifest.activationEvents, ['onWebviewPanel:rlm.run']);
  assert.deepEqual(manifest.extensionKind, ['workspace']);
  assert.equal(manifest.engines.vscode, '^1.106.0');
  assert.equal(manifest.devDependencies['@types/vscode'], '1.106.0');
  const { supported, description } = manifest.capabilities.untrustedWorkspaces;
  assert.equal(supported, 'limited');
  assert.match(english(description), /not start new ones/);
});

test('views, icons and allow-listed files are there', () => {
  assert.deepEqual(
    contributes.views.rlm.map(({ id, name }: Record<string, string>) => [id, english(name ?? '')]),
    [
      ['rlm.runs', 'Runs'],
      ['rlm.tree', 'Recursion'],
    ],
  );
  const icons = [manifest.icon, contributes.viewsContainers.activitybar[0].icon];
  const allowed = readFileSync(path.join(root, '.vscodeignore'), 'utf8').split('\n');
  assert.ok(allowed.includes('**'), 'an allow-list begins with nothing allowed');
  for (const icon of icons) {
    assert.ok(existsSync(path.join(root, icon)), icon);
    assert.ok(allowed.includes(`!${icon}`), icon);
  }
  const png = readFileSync(path.join(root, manifest.icon));
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [256, 256]);
});
