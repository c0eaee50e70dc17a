import { ExpectedError } from '../errors.ts';

// Why a run can't go on from its record, and what comes of that.

/** What stands in a record can't be gone on with. */
export class NoRecord extends ExpectedError {
  constructor() {
    super('The record holds no run that could go on.');
  }
}
/** A record of a later version. */
export class NewerRecord extends ExpectedError {
  constructor(format: number, known: number) {
    super(
      `The record of this run has format ${format}, and this version knows formats up to ${known}: use a newer version.`,
      { format, known },
    );
  }
}
export class AlreadyAnswered extends ExpectedError {
  constructor() {
    super(
      'This run was answered. To go on differently, fork it from one of its iterations (rlm fork); to ask more, follow it up (rlm ask --follow-up-of).',
    );
  }
}
/** A run is resumed with the question that it was asked. */
export class OtherQuestion extends ExpectedError {
  constructor() {
    super('A run goes on with its own question: fork it, or follow it up, to ask another one.');
  }
}
export class NoSuchIteration extends ExpectedError {
  constructor(iteration: number, last: number) {
    super(
      last === 0
        ? 'The run has no iteration to fork from.'
        : `The run has no iteration ${iteration}: choose one from 1 to ${last}.`,
      { iteration, last },
    );
  }
}
/** A cell ended at its deadline, and the state in which it left the REPL was not kept. */
export class StateNotKept extends ExpectedError {
  constructor(iteration: number, cell: number) {
    super(
      `Cell ${cell} of iteration ${iteration} ran into its deadline, and what it had computed by then was not kept. ${
        iteration > 1
          ? `Fork the run from iteration ${iteration - 1} instead.`
          : 'Ask the question anew.'
      }`,
      { iteration, cell },
    );
  }
}
/** A cell, run again, did not do what its record says. */
export class ReplayDiverged extends ExpectedError {
  /** `what`: that it did, completing "Cell 1 of iteration 2 ...". */
  constructor(iteration: number, cell: number, what: string) {
    super(
      `Cell ${cell} of iteration ${iteration} ${what} when it was run again: the run can't be rebuilt from its record. Nothing was paid.`,
      { iteration, cell, what },
    );
  }
}
/** A run of one request, with the whole text in it, has no step from which another could go on. */
export class AskedDirectly extends ExpectedError {
  constructor() {
    super(
      'This run was one direct question, without steps: there is nothing to fork. Ask it again instead.',
    );
  }
}
/** A run that is rebuilt, and does not go on, has come to the end of its record. */
export class ReplayOver extends ExpectedError {
  constructor() {
    super('The record of the run ends here.');
  }
}
/** An error that a call had come to, as it is recorded. */
export class RecordedFailure extends ExpectedError {
  constructor({ name, message }: { readonly name: string; readonly message: string }) {
    super(message);
    this.name = name;
  }
}
