import path from 'node:path';

/** What a room may import besides its own files. */
interface Room {
  /** Rooms whose files it may use; `/types`: only their types, and the values of `words`. */
  readonly rooms: readonly string[];
  /** Built-in modules of Node. */
  readonly node: boolean;
  /** Packages by name; `*`: any but vscode, which has to be named. */
  readonly packages: readonly string[];
}

/** Tables and names of core/ that a room may use as values where it else may use types alone. */
const words = [
  ...['src/core/deferred.ts', 'src/core/errors.ts', 'src/core/options.ts'],
  'src/core/reasoningEffort.ts',
  'src/core/shareText.ts',
  'src/core/limitUsd.ts',
  // What tokens cost, and how they are added up, is the same sum everywhere.
  ...['src/core/price.ts', 'src/core/usage.ts'],
  // How names stand in what a model is told.
  'src/core/quoted.ts',
  // Which citations prove nothing is said wherever an answer is shown.
  'src/core/withoutProof.ts',
];
/** The one reading of the places that answers name, and of the labels of code. */
const readings = ['src/core/citedPlaces.ts', 'src/core/reply/labels.ts'];
/** Projections of a run also say things in core's words. */
const phrases = ['src/core/prompts.ts', 'src/core/reply/readReply.ts'];

const everything = [
  ...['core', 'models', 'sandbox', 'sources', 'runs', 'trajectory', 'terminal', 'protocol'],
  'vscode',
  'engine',
  'mcp',
];

/** The arrows of the house. What isn't listed is forbidden. */
const house: Readonly<Record<string, Room>> = {
  core: { rooms: [], node: false, packages: [] },
  // Its shapes are types to all; who checks by them loads the package.
  protocol: { rooms: ['core/types'], node: false, packages: ['zod/mini'] },
  models: { rooms: ['core/types'], node: true, packages: ['*'] },
  sandbox: { rooms: ['core/types', 'protocol'], node: true, packages: ['*'] },
  sources: { rooms: ['core/types'], node: true, packages: ['*'] },
  runs: {
    rooms: ['core/types', 'protocol/types', 'sources', 'trajectory'],
    node: true,
    packages: ['*'],
  },
  // The one projection of a run's events: what every view of a run reads.
  trajectory: { rooms: ['core/types', 'core/readings'], node: false, packages: [] },
  terminal: { rooms: ['core/types', 'core/phrases', 'trajectory'], node: true, packages: ['*'] },
  // The engine is handed to it; the files that its callers name it finds and reads itself.
  mcp: { rooms: ['core/types', 'sources', 'trajectory'], node: true, packages: ['*'] },
  vscode: {
    rooms: ['core', 'sandbox', 'sources', 'runs', 'models', 'protocol', 'trajectory', 'engine'],
    node: true,
    packages: ['*', 'vscode'],
  },
  // The files at the root of src/, and the commands of the runner.
  engine: { rooms: ['core', 'sandbox', 'models', 'sources'], node: true, packages: [] },
  cli: { rooms: everything.filter((room) => room !== 'vscode'), node: true, packages: ['*'] },
  extension: { rooms: everything, node: true, packages: ['*', 'vscode'] },
  webview: {
    rooms: ['core/types', 'core/readings', 'protocol', 'trajectory'],
    node: false,
    packages: ['*'],
  },
};

export interface Import {
  readonly specifier: string;
  /** Erased before the code runs. */
  readonly typeOnly: boolean;
}

/** Every import of a module: static, dynamic, re-exports, types. */
export function importsOf(source: string): readonly Import[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const statements = code.matchAll(
    /^[ \t]*(?:import|export)\s+(?:(?<clause>[\w$*{},\s]+?)\s*\bfrom\s*)?['"](?<specifier>[^'"]+)['"]/gm,
  );
  const found: Import[] = [];
  for (const { groups } of statements) {
    const clause = groups?.clause?.trim() ?? '';
    const names = /^\{(?<list>[^}]*)\}$/.exec(clause)?.groups?.list?.split(',');
    const allTypes = names?.every((name) => /^\s*(type\s|$)/.test(name)) ?? false;
    found.push({
      specifier: groups?.specifier ?? '',
      typeOnly: clause.startsWith('type ') || (allTypes && names?.join('').trim() !== ''),
    });
  }
  for (const { groups } of code.matchAll(
    /(?<before>typeof\s+)?\b(?:import|require)\(\s*['"](?<specifier>[^'"]+)['"]/g,
  )) {
    found.push({ specifier: groups?.specifier ?? '', typeOnly: groups?.before !== undefined });
  }
  return found;
}

/**
 * What breaks the rules of the house, in sentences. `sources`: every file of src/ and webview/ by its
 * path from the project's root, with `/`.
 */
export function violations(sources: ReadonlyMap<string, string>): readonly string[] {
  return [...sources].flatMap(([file, source]) => [
    ...shapeViolations(file, source),
    ...importsOf(source).flatMap((each) => importViolation(file, each)),
  ]);
}

function shapeViolations(file: string, source: string): readonly string[] {
  const found: string[] = [];
  const lines = source.trimEnd().split('\n').length;
  if (lines > 300) found.push(`${file} has ${lines} lines; 300 is the most.`);
  if (/^\s*export\s+default\b|\bas\s+default\b/m.test(source)) {
    found.push(`${file} has a default export.`);
  }
  const vague = file.split('/').find((part) => /^(utils?|helpers?|common)(\.ts)?$/.test(part));
  if (vague !== undefined) found.push(`${file}: "${vague}" says nothing about what is in it.`);
  if (roomOf(file) === null) found.push(`${file} is in no room of the house.`);
  return found;
}

function importViolation(file: string, each: Import): readonly string[] {
  const own = roomOf(file);
  const room = own === null ? undefined : house[own];
  if (own === null || room === undefined) return [];
  const { specifier, typeOnly } = each;
  const refuse = (why: string) => [`${file} imports ${specifier}: ${why}.`];
  if (specifier.startsWith('.')) {
    const target = path.posix.join(path.posix.dirname(file), specifier);
    const other = roomOf(target);
    if (other === null) return refuse('that is in no room of the house');
    if (other === own || room.rooms.includes(other)) return [];
    if (!room.rooms.includes(`${other}/types`)) return refuse(`${own} may not use ${other}`);
    const spoken = [
      ...words,
      ...(room.rooms.includes(`${other}/phrases`) ? phrases : []),
      ...(room.rooms.includes(`${other}/readings`) ? readings : []),
    ];
    if (typeOnly || spoken.includes(target)) return [];
    return refuse(`${own} may use only types of ${other}`);
  }
  if (specifier.startsWith('node:')) {
    return room.node ? [] : refuse(`${own} runs without Node`);
  }
  if (specifier === 'vscode') {
    return room.packages.includes('vscode') ? [] : refuse(`${own} knows no editor`);
  }
  return room.packages.includes('*') || room.packages.includes(specifier)
    ? []
    : refuse(`${own} uses no packages`);
}

/** The room that a path is in; null when it is in none. */
function roomOf(file: string): string | null {
  const [top, second] = file.split('/');
  if (top === 'webview') return 'webview';
  if (top !== 'src' || second === undefined) return null;
  const room = second.endsWith('.ts') ? second.slice(0, -'.ts'.length) : second;
  return Object.hasOwn(house, room) ? room : null;
}
