import type { RunRequest } from '../core/scope.ts';
import type { RunRecord } from './runRecord.ts';

/**
 * The same request, recorded: states of its REPL are kept, and no model is asked anything before all that
 * was recorded so far is on the disk. What a killed process was about to pay for then never rests on what
 * was paid and is lost.
 */
export function recordedIn<Request extends Pick<RunRequest, 'model'>>(
  record: Pick<RunRecord, 'flush' | 'keepState'>,
  request: Request,
): Request & Pick<RunRequest, 'model' | 'keepState'> {
  const { model } = request;
  return {
    ...request,
    model: {
      ...model,
      complete: async (asked) => {
        await record.flush();
        return model.complete(asked);
      },
    },
    keepState: (place, state) => record.keepState(place, state),
  };
}
