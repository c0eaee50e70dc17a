import type { Guards } from '../../protocol/channel.ts';
import type { CompareRequests } from '../../protocol/compare.ts';
import { isCount, isPlace, isRecord } from '../panel/panelRequests.ts';

/** What the page that compares may say, looked at on arrival. */
export const guards: Guards<CompareRequests> = {
  openCitation: (params): params is CompareRequests['openCitation']['params'] =>
    isRecord(params) && isCount(params.side) && isPlace(params),
  showRun: (params): params is CompareRequests['showRun']['params'] =>
    isRecord(params) && isCount(params.side),
};
