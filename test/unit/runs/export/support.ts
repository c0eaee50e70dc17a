import type { RunEvent, StoredEvent } from '../../../../src/core/events.ts';
import type { TextField } from '../../../../src/core/textRef.ts';
import type { ExportFormat } from '../../../../src/runs/export/exportFormats.ts';
import { exportRun } from '../../../../src/runs/export/exportRun.ts';
import type { Recording } from '../../../support/sampleEvents.ts';

/** The events of a recording as they happened: whole texts, nothing that only streamed. */
export function wholeEvents({ events, texts }: Pick<Recording, 'events' | 'texts'>): RunEvent[] {
  return events
    .filter(({ type }) => type !== 'model.delta')
    .map(({ refs, ...event }: StoredEvent) => {
      const whole: Partial<Record<TextField, string>> = {};
      for (const [field, ref] of Object.entries(refs ?? {}))
        whole[field as TextField] = texts.get(ref.sha256) ?? '';
      return { ...event, ...whole } as RunEvent;
    });
}

/** Exports events as a terminal in the folder `/home/me/shop` does. */
export function exportEvents(
  events: readonly RunEvent[],
  format: ExportFormat,
  parts: Partial<Parameters<typeof exportRun>[1]> = {},
): Promise<string> {
  return exportRun(format, {
    events,
    keptLog: async () => null,
    readLines: null,
    sharing: { bases: ['/home/me/shop'], secrets: [] },
    pageParts: async () => ({ script: 'script();', style: 'body{}' }),
    ...parts,
  });
}
