import type { RunEvent } from '../../core/events.ts';
import { applyEvent, emptyTrajectory } from '../../trajectory/applyEvent.ts';
import type { Trajectory } from '../../trajectory/model.ts';
import { findCitedLines } from './citedLines.ts';
import { htmlPage, type PageParts } from './htmlPage.ts';
import { markdownPage } from './markdown.ts';
import { notebookFile } from './notebook.ts';
import { officialLog } from './official.ts';
import { type Sharing, withSharedNames } from './sharedNames.ts';

/** How a run can be given to others, and the ending of the file. */
export const exportFormats = {
  official: 'jsonl',
  markdown: 'md',
  html: 'html',
  notebook: 'ipynb',
} as const;

export type ExportFormat = keyof typeof exportFormats;

export function isExportFormat(name: string): name is ExportFormat {
  return Object.hasOwn(exportFormats, name);
}

/** What is exported, and how. */
export interface Exported {
  /** A whole run's, with all texts in place. */
  readonly events: readonly RunEvent[];
  /** The log that the run was imported from, where that still is all of it; asked for that format alone. */
  readonly keptLog: () => Promise<string | null>;
  readonly sharing: Sharing;
  /** Of the one page; read for that format alone. */
  readonly pageParts: () => Promise<PageParts>;
}

/** The file of a run in a format that others can open, without keys and without this machine's folders. */
export async function exportRun(format: ExportFormat, exported: Exported): Promise<string> {
  const events = withSharedNames(exported.events, exported.sharing);
  const model = modelOf(events);
  switch (format) {
    case 'official':
      return (await exported.keptLog()) ?? officialLog(events, model);
    case 'markdown':
      return markdownPage(model, findCitedLines(events));
    case 'notebook':
      return notebookFile(model, findCitedLines(events));
    case 'html':
      return htmlPage(events, findCitedLines(events), await exported.pageParts());
  }
}

/** What a run's events come to. */
export function modelOf(events: readonly RunEvent[]): Trajectory {
  const model = emptyTrajectory();
  for (const event of events) applyEvent(model, event);
  return model;
}
