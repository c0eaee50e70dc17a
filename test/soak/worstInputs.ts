/** Code that asks the most of native code and memory, each within the sizes that are taken or just beyond. */
export const worstInputs: Readonly<Record<string, string>> = {
  // Patterns that are compiled.
  'alternatives, 20,000 characters': "count('ab?|'.repeat(4_999) + 'z')",
  '200 named groups': "count(Array.from({ length: 200 }, (_, i) => '(?<g' + i + '>a)').join('|'))",
  '200 groups within each other': "count('('.repeat(200) + 'a' + ')'.repeat(200))",
  'counted repetitions':
    "count('(?:' .repeat(190) + 'a' + '){2,3}'.repeat(190) + 'a{999,1000}'.repeat(1_500))",
  'properties without regard to case': "count('\\\\P{L}'.repeat(20), { flags: 'iu' })",
  'ranges written out':
    "count(('[^' + Array.from({ length: 400 }, (_, i) => String.fromCodePoint(9_000 + 40 * i) + '-' + String.fromCodePoint(9_020 + 40 * i)).join('') + ']').repeat(15), { flags: 'iu' })",
  'properties of strings': "count('\\\\p{RGI_Emoji}'.repeat(2) + '!', { flags: 'v' })",
  'every character 19,999 times': "count('.'.repeat(19_999), { flags: 'iu' })",
  // Patterns that are refused.
  'a pattern of 60 million characters': "count('ab?|'.repeat(1.5e7) + 'z')",
  '30,000 named groups':
    "count(Array.from({ length: 30_000 }, (_, i) => '(?<g' + i + '>a)').join('|'))",
  '30,000 groups within each other': "count('('.repeat(30_000) + 'a' + ')'.repeat(30_000))",
  'a plain text of 100 million characters': "count('x'.repeat(1e8), { literal: true })",
  // Searching.
  'backtracking without end': "count('(x+x+)+y')",
  'a plain text of a million characters': "count('y' + 'x'.repeat(999_999), { literal: true })",
  'the same without regard to case':
    "count('y' + 'x'.repeat(999_999), { literal: true, flags: 'i' })",
  '100,000 plain texts': "count(Array.from({ length: 100_000 }, (_, i) => 'x'.repeat(3) + i))",
  'empty matches with groups': "grep('(?=x)' + '()'.repeat(199), { max: 1e9 })",
  'empty matches': "grep('(?=x)', { max: 1e9 })",
  'each character as a chunk': 'chunks(31)',
  'all lines, with numbers': 'lines(1, 1e9, { numbers: true })',
  // What the host is handed.
  'a prompt of 200 million characters': "await llm_query('x'.repeat(2e8))",
  'an answer of 200 million characters': "FINAL('x'.repeat(2e8))",
  'a print of 200 million characters': "print('x'.repeat(2e8))",
  'names of a million characters':
    "for (let i = 0; i < 100; i++) globalThis['n'.repeat(1e6) + i] = i",
  // The interpreter's own.
  'its own pattern, within each other': "new RegExp('(a|'.repeat(5e4) + ')'.repeat(5e4)).test('a')",
  'its own pattern, backtracking': "/(x+x+)+y/.test('x'.repeat(60))",
  'its own pattern, large': "new RegExp('(?<a>x)|ab?|'.repeat(1) + 'ab?|'.repeat(3e6)).test('q')",
  'memory filled': 'all = []; for (;;) all.push(new Uint8Array(4e6).fill(1))',
  'memory filled with strings': "all = []; for (;;) all.push('x'.repeat(1e6) + all.length)",
  'memory filled, kept, and results of a search on top':
    "all = []; try { for (;;) all.push(new Uint8Array(4e6).fill(1)) } catch {} all.length -= 40; grep('(?=x)', { max: 500_000 }).length",
  'one native call': "new Array(1e9) + ''",
};
