import type { TextFile } from './corpus.ts';
import type { Asked } from './task.ts';

/** What one version of a documentation has and the other has not. */
export function askAboutDocs(files: readonly TextFile[], seed: number): Asked {
  const [has, lacks] = seed % 2 !== 0 ? ['new', 'old'] : ['old', 'new'];
  const headings = (side: string): ReadonlySet<string> =>
    new Set(files.filter(({ path }) => path.startsWith(`${side}/`)).flatMap(headingsOf));
  const others = headings(lacks);
  const items = [...headings(has)].filter((heading) => !others.has(heading));
  return {
    question: `The files under old/ and new/ are the documentation of two versions of a program, page by page. A heading is a line that begins with two, three or four # and a blank. Which headings stand in a page under ${has}/ but not in the page of the same path under ${lacks}/, which may be missing altogether? Answer with one line for each, of the form "path: heading", the path without ${has}/, the heading without its # and without backticks, and nothing else; each once; with "none" if there is none.`,
    truth: { kind: 'set', items, pattern: '^[\\s>|\\d.)-]*([\\w./-]+\\.md: .+?)[\\s|.]*$' },
  };
}

function headingsOf({ path, text }: TextFile): readonly string[] {
  const page = path.slice(path.indexOf('/') + 1);
  return [...text.matchAll(/^#{2,4} +(.+?)\s*$/gm)].map(
    ([, heading = '']) => `${page}: ${heading.replaceAll('`', '')}`,
  );
}
