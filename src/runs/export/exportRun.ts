import type { RunEvent } from '../../core/events.ts';
import { modelOf } from '../../trajectory/modelOf.ts';
import { findCitedLines, type LineReader } from './citedLines.ts';
import type { ExportFormat } from './exportFormats.ts';
import { htmlPage, type PageParts } from './htmlPage.ts';
import { markdownPage } from './markdown.ts';
import { notebookFile } from './notebook.ts';
import { officialLog } from './official.ts';
import { type Sharing, withoutSecrets, withSharedNames } from './sharedNames.ts';

/** What is exported, and how. */
export interface Exported {
  /** A whole run's, with all texts in place. */
  readonly events: readonly RunEvent[];
  /** The log that the run was imported from, where that still is all of it; asked for that format alone. */
  readonly keptLog: () => Promise<string | null>;
  readonly sharing: Sharing;
  /** How to read the documents that were asked about; null: not at all. */
  readonly readLines: LineReader | null;
  /** Of the one page; read for that format alone. */
  readonly pageParts: () => Promise<PageParts>;
}

/** The file of a run in a format that others can open, without keys and without this machine's folders. */
export async function exportRun(format: ExportFormat, exported: Exported): Promise<string> {
  const events = withSharedNames(exported.events, exported.sharing);
  const model = modelOf(events);
  const cited = () => findCitedLines(exported.events, exported.readLines);
  switch (format) {
    case 'official': {
      const log = await exported.keptLog();
      const { secrets } = exported.sharing;
      return log === null ? officialLog(events, model) : withoutSecrets(log, secrets);
    }
    case 'markdown':
      return markdownPage(model, await cited());
    case 'notebook':
      return notebookFile(model, await cited());
    case 'html':
      return htmlPage(events, await cited(), await exported.pageParts());
  }
}
