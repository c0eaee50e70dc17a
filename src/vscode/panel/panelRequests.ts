import type { Guards } from '../../protocol/channel.ts';
import type { PanelRequests } from '../../protocol/panel.ts';

/** What a page may say, looked at on arrival: a page shows text that others wrote. */
export const guards: Guards<PanelRequests> = {
  events: (params): params is PanelRequests['events']['params'] =>
    isRecord(params) && isCount(params.since),
  text: (params): params is PanelRequests['text']['params'] =>
    isRecord(params) && typeof params.sha256 === 'string',
  openCitation: isPlace,
  openRange: (params): params is PanelRequests['openRange']['params'] =>
    isRecord(params) &&
    typeof params.path === 'string' &&
    isCount(params.start) &&
    isCount(params.end),
  copyAnswer: (params): params is PanelRequests['copyAnswer']['params'] =>
    isRecord(params) && typeof params.text === 'string',
  insertAnswer: (params): params is PanelRequests['insertAnswer']['params'] =>
    isRecord(params) && typeof params.text === 'string',
  showRun: (params): params is PanelRequests['showRun']['params'] =>
    isRecord(params) && typeof params.runId === 'string',
  select: (params): params is PanelRequests['select']['params'] =>
    isRecord(params) && (params.selection === null || isSelection(params.selection)),
};

/** Lines of a text of the Context. */
export function isPlace(params: unknown): params is PanelRequests['openCitation']['params'] {
  return (
    isRecord(params) &&
    typeof params.path === 'string' &&
    isCount(params.startLine) &&
    isCount(params.endLine)
  );
}

function isSelection(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value.run === 'string' &&
    isCount(value.iteration) &&
    (value.cell === null || isCount(value.cell)) &&
    (value.call === null || isCount(value.call))
  );
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

export function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
