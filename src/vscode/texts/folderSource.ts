import * as vscode from 'vscode';
import { deferred } from '../../core/deferred.ts';
import { Cancelled, EmptyText } from '../../core/errors.ts';
import type { FolderBound, Overrun } from '../../sources/folderBound.ts';
import { leftOutLines, leftOutNotices } from '../../sources/leftOut.ts';
import { type FolderProgress, readSelectedContext } from '../../sources/readFolder.ts';
import { NoTextInFolder } from '../failures.ts';
import { formatBytes, formatCount } from '../figures.ts';
import { askInDialog } from '../notifications.ts';
import { readEncodingChoice } from '../settings/encodingSetting.ts';
import { editorReader } from './editorReader.ts';
import { readFolderBounds, readFolderFilter } from './folderSettings.ts';
import type { FolderTarget } from './folderTarget.ts';
import { type Reading, type SourceText, sayEncodings, type TextSource } from './textSource.ts';

/** ms between two tellings of how far the reading is. */
const progressInterval = 100;

/** The texts of some files and folders. Throws InvalidOption for settings that can't be used. */
export function folderSource(target: FolderTarget): TextSource {
  const filter = readFolderFilter(target.base);
  const bounds = readFolderBounds();
  // One that is none is refused before anything is read.
  readEncodingChoice(target.base);
  return {
    label: target.label,
    key: [target.base.toString(), ...target.selected].join('\n'),
    isLong: true,
    read: (reading) => {
      const counted = deferred<number | null>();
      const onProgress = progressIn(reading, counted.resolve);
      const confirm = async (overrun: Overrun): Promise<'all' | 'fitting'> => {
        counted.resolve(overrun.files + overrun.restFiles);
        await reading.asked;
        if (reading.signal.aborted) throw new Cancelled();
        return askHowMuch(target.label, bounds, overrun);
      };
      const text = readTexts(target, {
        ...filter,
        signal: reading.signal,
        bound: { ...bounds, confirm },
        onProgress,
      });
      text.then(
        ({ context }) => counted.resolve(context.items.length),
        () => counted.resolve(null),
      );
      const size = counted.promise.then((files) =>
        files === null ? null : vscode.l10n.t('{0} files', formatCount(files)),
      );
      return { size, text };
    },
  };
}

async function readTexts(
  { base, selected, label }: FolderTarget,
  options: Omit<NonNullable<Parameters<typeof readSelectedContext>[3]>, 'reader'>,
): Promise<SourceText> {
  const reader = editorReader(base);
  const context = await readSelectedContext(base.path, selected, label, { ...options, reader });
  const notices = leftOutNotices(
    context,
    'name them in the setting RLM: Include (rlm.include) or select them',
  );
  if (context.items.length === 0) throw new NoTextInFolder(label, notices.join(' '));
  if (context.isEmpty) throw new EmptyText(label);
  const told = [...notices, ...sayEncodings(context.encodings)];
  return { context, notices: told, leftOut: leftOutLines(context.skipped) };
}

/** Tells progress in words, at most so often; `onCounted` gets the number of files once it is known. */
function progressIn(
  reading: Reading,
  onCounted: (files: number) => void,
): (progress: FolderProgress) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return ({ found, read }) => {
    if (read > 0) onCounted(found);
    const now = performance.now();
    if (now - toldAt < progressInterval) return;
    toldAt = now;
    reading.onProgress(
      read === 0
        ? vscode.l10n.t('{0} files found', formatCount(found))
        : vscode.l10n.t('{0} of {1} files', formatCount(read), formatCount(found)),
    );
  };
}

/** Rejects with Cancelled when the person wants neither. */
async function askHowMuch(
  label: string,
  bounds: Pick<FolderBound, 'files' | 'megabytes'>,
  overrun: Overrun,
): Promise<'all' | 'fitting'> {
  const { files, bytes, restFiles, restBytes, isCut } = overrun;
  const most = formatCount(bounds.files);
  const all = { title: vscode.l10n.t('Ask about all') };
  const isByFiles = files >= bounds.files;
  const fitting = {
    title: isByFiles
      ? vscode.l10n.t('Only the first {0} files', most)
      : vscode.l10n.t('Only what fits'),
  };
  const rest = `${formatCount(restFiles)}${isCut ? '+' : ''}`;
  const read = vscode.l10n.t(
    'Read so far: {0} files, {1}.',
    formatCount(files),
    formatBytes(bytes),
  );
  const left =
    restBytes === null
      ? vscode.l10n.t('Still to read: {0} files.', rest)
      : vscode.l10n.t(
          'Still to read: {0} files, {1} (binary files in it will be left out).',
          rest,
          formatBytes(restBytes),
        );
  const meaning = vscode.l10n.t(
    'Reading sends nothing to a model; it takes time and memory. The settings rlm.maxFolderFiles and rlm.maxFolderMegabytes say when to ask.',
  );
  const chosen = await askInDialog(
    isByFiles
      ? vscode.l10n.t('"{0}" has more than {1} files.', label, most)
      : vscode.l10n.t('"{0}" has more than {1} MB of text.', label, bounds.megabytes),
    `${read}\n${left}\n\n${meaning}`,
    [all, fitting],
  );
  if (chosen === undefined) throw new Cancelled();
  return chosen === all ? 'all' : 'fitting';
}
