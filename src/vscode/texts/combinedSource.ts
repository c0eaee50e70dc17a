import * as vscode from 'vscode';
import { type TextPart, textContext } from '../../sources/selection.ts';
import type { Reading, SourceText, TextSource } from './textSource.ts';

/** Several texts of any kind as one map: selections beside files beside folders. At least one. */
export function combinedSource(sources: readonly TextSource[]): TextSource {
  const [only, ...others] = sources;
  if (only === undefined) throw new Error('There is no text to combine');
  if (others.length === 0) return only;
  const label = vscode.l10n.t('{0} and {1} more', only.label, others.length);
  return {
    label,
    key: sources.map(({ key }) => key).join('\n'),
    isLong: sources.some(({ isLong }) => isLong),
    read: (reading) => ({
      size: Promise.resolve(vscode.l10n.t('{0} texts', sources.length)),
      text: readAll(sources, label, reading),
    }),
  };
}

async function readAll(
  sources: readonly TextSource[],
  label: string,
  reading: Reading,
): Promise<SourceText> {
  const texts = await Promise.all(sources.map((source) => source.read(reading).text));
  const parts: TextPart[] = texts.flatMap(({ context }) =>
    context.items.map(({ path, text, origin }) => ({
      path: context.kind === 'string' || path === '' ? context.label : `${context.label}/${path}`,
      text,
      origin,
    })),
  );
  return {
    context: textContext(parts, label),
    notices: texts.flatMap(({ notices }) => notices),
    leftOut: texts.flatMap(({ leftOut }) => leftOut),
  };
}
