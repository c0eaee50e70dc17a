import { grouped, type TextItem } from './textItem.ts';

const pathsNamed = 10;

/** Up to ten paths, those that look like the one asked for first, and how many more there are. */
export function knownPaths(items: readonly TextItem[], asked: string): string {
  const isLike = ({ path }: TextItem) =>
    asked !== '' && path.toLowerCase().includes(asked.toLowerCase());
  const paths = [...new Set([...items.filter(isLike), ...items])].slice(0, pathsNamed);
  const more = items.length - paths.length;
  return (
    `Known: ${paths.map(({ path }) => JSON.stringify(path)).join(', ')}` +
    `${more > 0 ? ` and ${grouped(more)} more` : ''}.`
  );
}
