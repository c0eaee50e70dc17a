import type { RunFinished, RunStarted } from '../../core/events.ts';

// The log of the official implementation, alexzhang13/rlm: one JSON object a line, `metadata` first, then
// an `iteration` each; its visualizer opens it. `rlm` in any of them is ours: what that log has no place
// for, and what its own readers pass over. The format of that part is `extraFormat`.

export const extraFormat = 1;

export interface OfficialRunMetadata {
  readonly root_model: string;
  readonly max_depth: number;
  readonly max_iterations: number;
  readonly backend: string;
  readonly backend_kwargs: Readonly<Record<string, unknown>>;
  readonly environment_type: string;
  readonly environment_kwargs: Readonly<Record<string, unknown>>;
  readonly other_backends: readonly string[] | null;
  readonly rlm: RunExtra;
}

export interface OfficialMetadata extends OfficialRunMetadata {
  readonly type: 'metadata';
  /** ISO 8601. */
  readonly timestamp: string;
}

export interface OfficialIteration {
  readonly type: 'iteration';
  readonly iteration: number;
  readonly timestamp: string;
  readonly prompt: readonly OfficialMessage[];
  readonly response: string;
  readonly code_blocks: readonly OfficialBlock[];
  readonly final_answer: string | null;
  /** Seconds; of all times here too. */
  readonly iteration_time: number;
  readonly rlm: Extra;
}

export interface OfficialMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface OfficialBlock {
  readonly code: string;
  readonly result: {
    readonly stdout: string;
    readonly stderr: string;
    readonly locals: Readonly<Record<string, unknown>>;
    readonly execution_time: number;
    readonly rlm_calls: readonly OfficialCall[];
    readonly final_answer: string | null;
  };
  readonly rlm: Extra;
}

export interface OfficialCall {
  readonly root_model: string;
  readonly prompt: string;
  readonly response: string;
  readonly usage_summary: OfficialUsage;
  /** For the visualizer, which does not read the summary. */
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly execution_time: number;
  readonly error?: string;
  /** Of a child run. */
  readonly metadata?: {
    readonly run_metadata: OfficialRunMetadata;
    readonly iterations: readonly OfficialIteration[];
  };
  readonly rlm: Extra;
}

export interface OfficialUsage {
  readonly model_usage_summaries: Readonly<
    Record<
      string,
      {
        readonly total_calls: number;
        readonly total_input_tokens: number;
        readonly total_output_tokens: number;
        readonly total_cost?: number;
      }
    >
  >;
  readonly total_cost?: number;
}

/** Fields of the event that it stands for, as far as the log has none for them. */
export type Extra = Readonly<Record<string, unknown>>;

export interface RunExtra {
  readonly format: typeof extraFormat;
  readonly started: Extra & Pick<RunStarted, 'question' | 'context'>;
  readonly answer: Extra | null;
  readonly finished: (Extra & Partial<RunFinished>) | null;
}
