import { grouped, type TextItem } from '../textItem.ts';
import type { Rows } from './rows.ts';

const kinds = ['object', 'array', 'string', 'number', 'boolean', 'null'] as const;
const [objects, arrays, strings, numbers, booleans, nulls] = [0, 1, 2, 3, 4, 5];

/** What stands at one place of the structure; the items of an array are one place. */
interface Node {
  /** Of its first value. */
  readonly at: number;
  /** How many values of each of the `kinds` stand there. */
  readonly counts: number[];
  /** Of an object, in their order, and by name. */
  readonly keys: Key[];
  readonly byName: Map<string, Key>;
  /** Keys beyond those that are kept. */
  more: number;
  items: Node | null;
  itemCount: number;
}

interface Key {
  readonly name: string;
  readonly node: Node;
}

const deepest = 5;
const mostKeys = 50;
const mostNodes = 2_000;
const keyChars = 80;
const [quote, backslash, colon] = [34, 92, 58];
/** Whether a text begins as JSON does: whole, or a value a line. */
export function isJson(sample: readonly string[]): boolean {
  const head = sample.filter((line) => line.trim() !== '').slice(0, 20);
  const first = head[0]?.trimStart() ?? '';
  if (/^\{\s*(?:$|"(?:[^"\\]|\\.)*(?:"\s*(?::|$)|$)|\})/.test(first)) {
    return head.length < 2 || first.length > 1 || /^\s*["}]/.test(head[1] ?? '');
  }
  if (!first.startsWith('[')) return false;
  const next = first.slice(1).trim() || (head[1]?.trim() ?? '');
  return /^(?:[[{"\]]|(?:-?\d[\d.eE+-]*|true|false|null)\s*(?:,|$|\]\s*(?:,|$)))/.test(next);
}

/**
 * The keys of JSON, nested as they are, with the kinds of their values. Reads the text once and keeps
 * only what is shown, so that neither its size nor its depth counts; what is no JSON ends nothing.
 */
export function findKeys(item: TextItem, rows: Rows): void {
  const root = new JsonReader(item).read();
  if (root === null) return;
  const addKeys = (node: Node, level: number): void => {
    let last = node.at;
    for (const { name, node: child } of node.keys) {
      const shown = /^[\w$-]+$/.test(name) ? name : `"${name}"`;
      rows.add(item.lineAt(child.at), level, () => `${shown}: ${describe(child)}`);
      addKeys(child.items ?? child, level + 1);
      last = child.at;
    }
    if (node.more === 0) return;
    // Of many objects the same keys are counted over and over.
    const count = (node.counts[objects] ?? 0) > 1 ? '' : `${grouped(node.more)} `;
    rows.add(item.lineAt(last), level, () => `... and ${count}more keys`);
  };
  if (root.items === null && root.keys.length > 0) addKeys(root, 1);
  else {
    rows.add(item.lineAt(root.at), 1, () => describe(root));
    addKeys(root.items ?? root, 2);
  }
}

function describe(node: Node): string {
  const { items, itemCount } = node;
  const of = items === null ? '' : ` of ${kindsOf(items).join(' or ')}`;
  const listed = `array, ${grouped(itemCount)} ${itemCount === 1 ? 'item' : 'items'}${of}`;
  const told = kindsOf(node).map((kind) => (kind === 'array' ? listed : kind));
  const count = node.counts.reduce((sum, each) => sum + each, 0);
  return `${told.join(' or ')}${count > 1 ? ` (${grouped(count)} times)` : ''}`;
}

function kindsOf({ counts }: Node): readonly string[] {
  return kinds.filter((_, kind) => (counts[kind] ?? 0) > 0);
}

/** Where in the structure the reader is: in an object, or in an array. */
interface Frame {
  readonly node: Node | null;
  readonly isArray: boolean;
  /** The value that comes next has a key: the one of this name, or one that is not kept. */
  hasKey: boolean;
  key: Key | null;
  name: string;
  /** Where among the keys the next one is looked for first: objects of an array are alike. */
  next: number;
}

class JsonReader {
  readonly #item: TextItem;
  readonly #frames: Frame[] = [];
  /** Of frames that are not kept: they are too deep. */
  #tooDeep = 0;
  #nodes = 0;
  #root: Node | null = null;
  #values = 0;

  constructor(item: TextItem) {
    this.#item = item;
  }

  /** Values beside one another at the top, as JSON Lines has them, are items of one array. */
  read(): Node | null {
    const { units } = this.#item;
    for (let at = 0; at < units.length; at += 1) {
      const unit = units[at] ?? 0;
      if (unit === quote) at = this.#string(at);
      else if (unit === 123 || unit === 91) this.#open(at, unit === 91);
      else if (unit === 125 || unit === 93) this.#close();
      else if (unit > 32 && unit !== 44 && unit !== colon) at = this.#word(at);
    }
    return this.#root;
  }

  #string(from: number): number {
    const { units } = this.#item;
    let at = from + 1;
    while (at < units.length && units[at] !== quote) at += units[at] === backslash ? 2 : 1;
    const frame = this.#tooDeep === 0 ? this.#frames.at(-1) : undefined;
    if (frame === undefined || frame.isArray || frame.hasKey) this.#value(from, strings);
    else this.#key(frame, from + 1, Math.min(at, from + 1 + keyChars, units.length));
    return at;
  }

  #key(frame: Frame, from: number, to: number): void {
    frame.hasKey = true;
    const { node } = frame;
    if (node === null) return;
    const likely = node.keys[frame.next];
    if (likely !== undefined && this.#reads(likely.name, from, to)) frame.key = likely;
    else {
      frame.name = this.#item.slice(from, to);
      frame.key = node.byName.get(frame.name) ?? null;
    }
    frame.next = frame.key === likely ? frame.next + 1 : frame.next;
  }

  #reads(name: string, from: number, to: number): boolean {
    const { units } = this.#item;
    if (to - from !== name.length) return false;
    for (let at = 0; at < name.length; at += 1)
      if (units[from + at] !== name.charCodeAt(at)) return false;
    return true;
  }

  #word(from: number): number {
    const { units } = this.#item;
    let at = from;
    while (at + 1 < units.length && isWord(units[at + 1] ?? 0)) at += 1;
    const first = units[from];
    const isBoolean = first === 116 || first === 102;
    this.#value(from, isBoolean ? booleans : first === 110 ? nulls : numbers);
    return at;
  }

  #open(at: number, isArray: boolean): void {
    const node = this.#value(at, isArray ? arrays : objects);
    if (this.#tooDeep > 0 || this.#frames.length >= deepest) this.#tooDeep += 1;
    else this.#frames.push({ node, isArray, hasKey: false, key: null, name: '', next: 0 });
  }

  #close(): void {
    if (this.#tooDeep > 0) this.#tooDeep -= 1;
    else this.#frames.pop();
  }

  /** Notes a value at its place; null where that is not kept. */
  #value(at: number, kind: number): Node | null {
    if (this.#tooDeep > 0) return null;
    const node = this.#place(at);
    if (node !== null) node.counts[kind] = (node.counts[kind] ?? 0) + 1;
    return node;
  }

  #place(at: number): Node | null {
    const frame = this.#frames.at(-1);
    if (frame === undefined) return this.#atTop(at);
    const { node, isArray, key, name } = frame;
    frame.hasKey = false;
    if (node === null) return null;
    if (isArray) {
      node.itemCount += 1;
      node.items ??= this.#make(at);
      return node.items;
    }
    if (key !== null) return key.node;
    const made = node.keys.length < mostKeys ? this.#make(at) : null;
    if (made === null) node.more += 1;
    else {
      const added = { name, node: made };
      node.keys.push(added);
      node.byName.set(name, added);
      frame.next = node.keys.length;
    }
    return made;
  }

  #atTop(at: number): Node | null {
    this.#values += 1;
    if (this.#values === 1) {
      this.#root = this.#make(at);
      return this.#root;
    }
    if (this.#values === 2) {
      const first = this.#root;
      this.#root = this.#make(first?.at ?? at);
      if (this.#root !== null) {
        this.#root.items = first;
        this.#root.counts[arrays] = 1;
      }
    }
    if (this.#root !== null) this.#root.itemCount = this.#values;
    return this.#root?.items ?? null;
  }

  #make(at: number): Node | null {
    if (this.#nodes >= mostNodes) return null;
    this.#nodes += 1;
    const counts = kinds.map(() => 0);
    return { at, counts, keys: [], byName: new Map(), more: 0, items: null, itemCount: 0 };
  }
}

function isWord(unit: number): boolean {
  return unit > 32 && unit !== 44 && unit !== 58 && unit !== 93 && unit !== 125 && unit !== quote;
}
