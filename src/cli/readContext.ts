import { addAbortSignal } from 'node:stream';
import type { Context } from '../core/context.ts';
import { InvalidOption } from '../core/errors.ts';
import { encodingNotices } from '../sources/encodingNotes.ts';
import { readEncodingName } from '../sources/encodings.ts';
import { diskReader, type FileKind } from '../sources/fileReader.ts';
import { leftOutNotices } from '../sources/leftOut.ts';
import { readFilesContext, standardInputPath } from '../sources/readFile.ts';
import { readFolderContext } from '../sources/readFolder.ts';
import type { SourceContext } from '../sources/readText.ts';
import { withoutFile } from '../sources/withoutFile.ts';
import { withoutRuns } from '../sources/withoutRuns.ts';
import type { AskArguments } from '../terminal/askArguments.ts';
import type { EventsFile } from '../terminal/eventsFile.ts';

const namingSecrets = 'name them with --include (and all others with "*"), or with --file';

/** The Context that the arguments name, and what the user should know about it. */
export async function readContext(
  asked: AskArguments,
  events: EventsFile | null,
  signal: AbortSignal,
): Promise<{ readonly context: Context; readonly notices: readonly string[] }> {
  const { files, folder, include, exclude, eventsFile, encoding, keepFolder } = asked;
  const choice = encoding === null ? {} : { encoding: readEncodingName(encoding, '--encoding') };
  for (const file of files) {
    if (file !== standardInputPath && (await isKind(file, 'folder')))
      throw new InvalidOption(`"${file}" is a folder: use --dir.`);
  }
  if (folder !== null && (await isKind(folder, 'file'))) {
    throw new InvalidOption(`"${folder}" is a file: use --file.`);
  }
  if (folder === null) {
    const standardInput = files.includes(standardInputPath)
      ? addAbortSignal(signal, process.stdin)
      : undefined;
    const context = await readFilesContext(files, undefined, {
      signal,
      ...choice,
      ...(standardInput && { standardInput }),
    });
    const notices = context.binaryPaths.map(
      (path) => `"${path || context.label}" looks like a binary file; it is read as text.`,
    );
    return { context, notices: [...notices, ...sayEncodings(context)] };
  }
  const allButRuns = keepFolder === null ? diskReader : withoutRuns(diskReader, keepFolder);
  const reader =
    events === null || eventsFile === null
      ? allButRuns
      : withoutFile(allButRuns, eventsFile, events.isAt);
  const context = await readFolderContext(folder, {
    signal,
    include,
    exclude,
    reader,
    ...choice,
  });
  if (context.items.length === 0) {
    const why = leftOutNotices(context, namingSecrets).map((sentence) => ` ${sentence}`);
    throw new InvalidOption(`No text file of "${folder}" is left to ask about.${why.join('')}`);
  }
  return {
    context,
    notices: [...leftOutNotices(context, namingSecrets), ...sayEncodings(context)],
  };
}

function sayEncodings({ encodings, label }: SourceContext): string[] {
  return encodingNotices(encodings, label, 'with --encoding');
}

/** False where there is nothing, which is told when it is read. */
async function isKind(path: string, kind: FileKind): Promise<boolean> {
  return diskReader.stat(path).then(
    (facts) => facts.kind === kind,
    () => false,
  );
}
