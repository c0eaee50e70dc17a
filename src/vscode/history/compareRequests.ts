import type { Guards } from '../../protocol/channel.ts';
import type { CompareRequests } from '../../protocol/compare.ts';
import { isCount, isRecord } from '../panel/panelRequests.ts';

/** What the page that compares may say, looked at on arrival. */
export const guards: Guards<CompareRequests> = {
  openCitation: (params): params is CompareRequests['openCitation']['params'] =>
    isRecord(params) &&
    isCount(params.side) &&
    typeof params.path === 'string' &&
    isCount(params.startLine) &&
    isCount(params.endLine),
  showRun: (params): params is CompareRequests['showRun']['params'] =>
    isRecord(params) && isCount(params.side),
};
