import { ExpectedError } from '../../core/errors.ts';

/** Nothing that answers questions is offered there. */
export class NoModelOffered extends ExpectedError {
  constructor(where: string) {
    super(
      `${where} offers no model that answers questions. Load or download one there, and try again.`,
      { where },
    );
  }
}
