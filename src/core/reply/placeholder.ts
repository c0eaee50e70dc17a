/** Words of which placeholders are made; one of `about` is among them. */
const about = new Set(['answer', 'response', 'answers']);
const around = new Set(
  'a actual add answer answers complete computed content enter exact fill final full goes here in insert is it my of paste put response string text the this to type value will write your'.split(
    ' ',
  ),
);
const mostChars = 60;

/** True for an answer that is none: empty, dots, `<answer>`, `your answer here` and their like, alone. */
export function isPlaceholder(text: string): boolean {
  const plain = text.trim();
  if (plain === '') return true;
  if (plain.length > mostChars) return false;
  const bare = plain.replace(/^["'`*_\s]+|["'`*_\s]+$/g, '');
  const bracketed = /^[<[({]+([^<>[\](){}]*)[>\])}]+$/.exec(bare);
  const inside = (bracketed?.[1] ?? bare).trim();
  if (/^[.…·。⋯\s]+$/u.test(inside)) return true;
  if (bare === '') return true;
  const words = inside
    .toLowerCase()
    .split(/[\s_.:!…-]+/u)
    .filter((word) => word !== '');
  const isMadeOfThem =
    words.every((word) => around.has(word)) && words.some((word) => about.has(word));
  // A bare `answer` is a name.
  return isMadeOfThem && (bracketed !== null || words.length > 1);
}

const place = /\{\{[ \t]{0,100}([\p{ID_Start}$_][\p{ID_Continue}$]*)[ \t]{0,100}\}\}/gu;

/** The names in `{{name}}`, each once, in order. */
export function namesIn(block: string): string[] {
  return [...new Set([...block.matchAll(place)].map(([, name = '']) => name))];
}

/** The block with each `{{name}}` replaced by its value; one without a value stays as written. */
export function fill(block: string, values: ReadonlyMap<string, string>): string {
  return block.replace(place, (whole, name: string) => values.get(name) ?? whole);
}
