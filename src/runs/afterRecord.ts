import type { Model } from '../core/model.ts';
import type { RunRecord } from './runRecord.ts';

/**
 * The same model, of which nothing is asked before all that was recorded so far is on the disk: what a
 * killed process was about to pay for then never rests on what was paid and is lost.
 */
export function afterRecord(model: Model, record: Pick<RunRecord, 'flush'>): Model {
  return {
    ...model,
    complete: async (request) => {
      await record.flush();
      return model.complete(request);
    },
  };
}
