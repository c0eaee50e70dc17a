import type { Environment } from './environment.ts';
import { asError, ExpectedError } from './errors.ts';
import type { RunScope } from './scope.ts';
import type { Subcalls } from './subcalls.ts';

/** The REPL of a run, or why there is none, which is a bug. */
export function environmentOf(scope: RunScope, calls: Subcalls): Environment | Error {
  const { parts, request, seed } = scope;
  const { cellSeconds, sandboxMemoryMb, language } = request.options;
  const options = { cellSeconds, sandboxMemoryMb, language, seed };
  try {
    return parts.createEnvironment(request.context, options, calls.answer);
  } catch (thrown) {
    const error = asError(thrown);
    if (!(error instanceof ExpectedError)) parts.reportBug(error);
    return error;
  }
}
