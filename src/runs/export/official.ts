import type { RunEvent } from '../../core/events.ts';
import type { Usage } from '../../core/model.ts';
import { addCosts } from '../../core/usage.ts';
import { replyOf } from '../../trajectory/activity.ts';
import type {
  CallModel,
  CellModel,
  IterationModel,
  ReplyModel,
  RunModel,
  Trajectory,
} from '../../trajectory/model.ts';
import {
  type Extra,
  extraFormat,
  type OfficialBlock,
  type OfficialCall,
  type OfficialIteration,
  type OfficialRunMetadata,
  type OfficialUsage,
  type RunExtra,
} from './officialLog.ts';
import { promptsOf } from './officialPrompts.ts';

/** A run as the log of the official implementation, which its visualizer opens. */
export function officialLog(events: readonly RunEvent[], model: Trajectory): string {
  const root = model.runs.get('');
  if (root === undefined) return '';
  const log = new OfficialLog(events, model);
  const timestamp = isoTime(root.startedAt);
  const lines = [{ type: 'metadata', timestamp, ...log.metadata(root) }, ...log.iterations(root)];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

class OfficialLog {
  readonly #model: Trajectory;
  /** What the model of a run leaves out, by run: its first, last and answering event. */
  readonly #started = new Map<string, RunEvent>();
  readonly #answered = new Map<string, RunEvent>();
  readonly #finished = new Map<string, RunEvent>();

  constructor(events: readonly RunEvent[], model: Trajectory) {
    this.#model = model;
    for (const event of events) {
      if (event.type === 'run.started') this.#started.set(event.run, event);
      if (event.type === 'answer') this.#answered.set(event.run, event);
      if (event.type === 'run.finished') this.#finished.set(event.run, event);
    }
  }

  metadata(run: RunModel): OfficialRunMetadata {
    const { models, options } = run;
    return {
      root_model: models.root,
      max_depth: options.maxDepth,
      max_iterations: options.maxIterations,
      backend: models.provider,
      backend_kwargs: { model_name: models.root },
      environment_type: 'local',
      environment_kwargs: {},
      other_backends: models.sub === models.root ? null : [models.provider],
      rlm: this.#extra(run),
    };
  }

  iterations(run: RunModel): OfficialIteration[] {
    const prompts = promptsOf(run);
    const lines = run.iterations.flatMap((iteration) => {
      const reply = replyOf(iteration);
      const isThere = reply !== undefined || iteration.cells.length > 0;
      // A request for the answer at a limit is an entry of its own, as the official log has it.
      const asked = iteration.replies.filter(({ purpose }) => purpose === 'answer');
      return [
        ...(isThere ? [this.#turn(run, iteration, reply, prompts)] : []),
        ...asked.map((answer) => this.#lastQuestion(iteration, answer, prompts)),
      ];
    });
    const answer = run.answer === null || run.answer.isStep ? null : run.answer.text;
    return lines.map((line, at) => ({
      ...line,
      iteration: at + 1,
      final_answer: at === lines.length - 1 && answer !== '' ? answer : null,
    }));
  }

  #turn(
    run: RunModel,
    iteration: IterationModel,
    reply: ReplyModel | undefined,
    prompts: Prompts,
  ): Line {
    const { number, startedAt, cells } = iteration;
    const ends = cells.map(({ finishedAt }) => finishedAt ?? startedAt);
    const end = Math.max(startedAt, reply?.finishedAt ?? startedAt, ...ends);
    return {
      type: 'iteration',
      timestamp: isoTime(end),
      prompt: prompts(number, reply?.purpose ?? 'iteration'),
      response: reply?.text ?? '',
      code_blocks: cells.map((cell) => this.#block(run, cell)),
      iteration_time: (end - startedAt) / 1_000,
      rlm: { iteration: number, startedAt, ...(reply !== undefined && replyExtra(reply)) },
    };
  }

  #lastQuestion({ number }: IterationModel, reply: ReplyModel, prompts: Prompts): Line {
    return {
      type: 'iteration',
      timestamp: isoTime(reply.finishedAt),
      prompt: prompts(number, 'answer'),
      response: reply.text,
      code_blocks: [],
      iteration_time: reply.durationMs / 1_000,
      rlm: { iteration: number, ...replyExtra(reply) },
    };
  }

  #block(run: RunModel, cell: CellModel): OfficialBlock {
    const { status, error, outputChars, durationMs, startedAt, finishedAt } = cell;
    const calls = cell.groups
      .flatMap((group) => group.calls)
      .map((number) => run.calls[number - 1])
      .filter((call) => call !== undefined);
    return {
      code: cell.code.text,
      result: {
        stdout: cell.output.text,
        stderr: error === null ? '' : `${error.name}: ${error.message}`,
        locals: {},
        execution_time: ((finishedAt ?? startedAt) - startedAt) / 1_000,
        rlm_calls: calls.map((call) => this.#call(call)),
        final_answer: null,
      },
      rlm: { status, error, outputChars, durationMs, startedAt, finishedAt },
    };
  }

  #call(call: CallModel): OfficialCall {
    const child = call.child === null ? undefined : this.#model.runs.get(call.child);
    const summary = child === undefined ? summaryOfCall(call) : this.#summaryOf(child);
    const used = Object.values(summary.model_usage_summaries);
    const { kind, name, model, status, usage, costUsd, error, startedAt } = call;
    const { batch = null } =
      this.#model.runs
        .get(call.run)
        ?.iterations.find((iteration) => iteration.number === call.iteration)
        ?.cells.find((cell) => cell.number === call.cell)?.groups[call.group] ?? {};
    return {
      root_model: model,
      prompt: call.prompt.text,
      response: call.response.text,
      usage_summary: summary,
      prompt_tokens: used.reduce((sum, each) => sum + each.total_input_tokens, 0),
      completion_tokens: used.reduce((sum, each) => sum + each.total_output_tokens, 0),
      execution_time: (call.durationMs ?? 0) / 1_000,
      ...(error !== null && { error: `${error.name}: ${error.message}` }),
      ...(child !== undefined && {
        metadata: { run_metadata: this.metadata(child), iterations: this.iterations(child) },
      }),
      rlm: {
        ...{ kind, name, batch, status, usage, costUsd, error, startedAt },
        ...{ promptChars: call.promptChars, responseChars: call.responseChars },
        durationMs: call.durationMs,
        ...(call.thoughts !== null && { thoughts: call.thoughts.text }),
      },
    };
  }

  /** Of a child run with the runs below it. */
  #summaryOf(run: RunModel): OfficialUsage {
    const within = [...this.#model.runs.values()].filter(
      ({ path }) => path === run.path || path.startsWith(`${run.path}.`),
    );
    return summarise(
      within.flatMap(({ models, iterations, calls }) => [
        ...iterations
          .flatMap(({ replies }) => replies)
          .map(({ usage, costUsd }) => ({ model: models.root, usage, costUsd })),
        ...calls.filter((call) => call !== undefined),
      ]),
    );
  }

  #extra(run: RunModel): RunExtra {
    const started = this.#started.get(run.path);
    const answered = this.#answered.get(run.path);
    const finished = this.#finished.get(run.path);
    const { question, context } = run;
    return {
      format: extraFormat,
      started: {
        ...(started !== undefined && startExtra(started)),
        ...{ question: question.text, context },
      },
      answer: answered === undefined ? null : answerExtra(answered),
      finished: finished === undefined ? null : fieldsOf(finished),
    };
  }
}

type Prompts = ReturnType<typeof promptsOf>;
/** An iteration before its place in the log is known. */
type Line = Omit<OfficialIteration, 'iteration' | 'final_answer'>;

function replyExtra({ purpose, finishedAt, usage, costUsd, durationMs, thoughts }: ReplyModel) {
  return {
    ...{ purpose, repliedAt: finishedAt, usage, costUsd, durationMs },
    ...(thoughts !== null && { thoughts: thoughts.text }),
  };
}

/** An event without what says where in the record it stands. */
function fieldsOf({ seq: _seq, run: _run, type: _type, ...fields }: RunEvent): Extra {
  return fields;
}

/** Without what names it on this machine. */
function startExtra(event: RunEvent): Extra {
  const { runId: _runId, call: _call, ...fields } = fieldsOf(event);
  return { format: 1, ...fields };
}

/** Without its text, which stands in the log, but for what is no answer. */
function answerExtra(event: RunEvent): Extra {
  const { text, ...fields } = fieldsOf(event);
  return fields.step === true || text === '' ? { text, ...fields } : fields;
}

interface Used {
  readonly model: string;
  readonly usage: Usage | null;
  readonly costUsd: number | null;
}

function summaryOfCall(call: CallModel): OfficialUsage {
  // An answer out of the memo was paid before.
  return summarise([call.status === 'memo' ? { ...call, usage: null } : call]);
}

function summarise(all: readonly Used[]): OfficialUsage {
  const summaries = new Map<string, OfficialUsage['model_usage_summaries'][string]>();
  let total: number | null = 0;
  for (const { model, usage, costUsd } of all) {
    if (usage === null) continue;
    const before = summaries.get(model);
    const cost = before === undefined ? costUsd : addCosts(before.total_cost ?? null, costUsd);
    summaries.set(model, {
      total_calls: (before?.total_calls ?? 0) + 1,
      total_input_tokens: (before?.total_input_tokens ?? 0) + usage.inputTokens,
      total_output_tokens: (before?.total_output_tokens ?? 0) + usage.outputTokens,
      ...(cost !== null && { total_cost: cost }),
    });
    total = addCosts(total, costUsd);
  }
  return {
    model_usage_summaries: Object.fromEntries(summaries),
    ...(summaries.size > 0 && total !== null && { total_cost: total }),
  };
}

function isoTime(at: number): string {
  return new Date(at).toISOString();
}
