// What the official visualizer asks of a log, as its code reads one: each access here is one of its own,
// so what it would stumble over throws here.

interface Seen {
  readonly iterations: number;
  readonly cells: number;
  readonly calls: number;
  readonly question: string;
  readonly answer: string | null;
  /** Indexes of the iterations that it marks as final. */
  readonly finals: readonly number[];
  readonly rootModel: string | null;
}

type Json = Readonly<Record<string, unknown>>;

export function viewLog(content: string): Seen {
  const iterations: Json[] = [];
  let config: Json = {};
  for (const line of content
    .trim()
    .split('\n')
    .filter((each) => each.trim())) {
    const parsed: Json = JSON.parse(line);
    if (parsed.type === 'metadata') config = parsed;
    else iterations.push(parsed);
  }
  let cells = 0;
  let calls = 0;
  let answer: string | null = null;
  const finals: number[] = [];
  for (const [index, iteration] of iterations.entries()) {
    checkMessages(iteration.prompt);
    asText(iteration.response);
    asText(iteration.timestamp);
    if (iteration.iteration !== index + 1) throw new Error('iterations are not counted from 1');
    // Anything but null, a missing key too, marks an iteration as final.
    if (iteration.final_answer !== null) finals.push(index);
    if (iteration.final_answer) answer = asText(iteration.final_answer);
    asNumber(iteration.iteration_time);
    for (const block of asList(iteration.code_blocks)) {
      cells += 1;
      calls += checkBlock(block);
    }
  }
  return {
    ...{ iterations: iterations.length, cells, calls, answer, finals },
    question: questionIn(iterations[0]),
    rootModel: typeof config.root_model === 'string' ? config.root_model : null,
  };
}

function checkMessages(prompt: unknown): void {
  for (const message of asList(prompt)) {
    asText(message.content).toString();
    if (!['system', 'user', 'assistant'].includes(asText(message.role))) throw new Error('a role');
  }
}

/** How many calls it made. */
function checkBlock(block: Json): number {
  asText(block.code);
  const result = block.result as Json;
  asText(result.stdout);
  asText(result.stderr);
  Object.entries(result.locals as Json);
  asNumber(result.execution_time).toFixed(2);
  const calls = asList(result.rlm_calls);
  for (const call of calls) {
    asText(call.prompt);
    asText(call.response);
    asNumber(call.prompt_tokens);
    asNumber(call.completion_tokens);
    asNumber(call.execution_time).toFixed(2);
    // Its library makes objects of these.
    asText(call.root_model);
    Object.values((call.usage_summary as Json).model_usage_summaries as Json);
    const nested = call.metadata as Json | undefined;
    if (nested === undefined) continue;
    asText((nested.run_metadata as Json).root_model);
    for (const iteration of asList(nested.iterations)) {
      checkMessages(iteration.prompt);
      for (const inner of asList(iteration.code_blocks)) checkBlock(inner);
    }
  }
  return calls.length;
}

function questionIn(first: Json | undefined): string {
  for (const message of asList(first?.prompt ?? [])) {
    const found = /original query: "([^"]+)"/.exec(asText(message.content));
    if (message.role === 'user' && found !== null) return found[1] ?? '';
  }
  return '';
}

function asText(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`${JSON.stringify(value)} is no text`);
  return value;
}

function asNumber(value: unknown): number {
  if (typeof value !== 'number') throw new TypeError(`${JSON.stringify(value)} is no number`);
  return value;
}

function asList(value: unknown): readonly Json[] {
  if (!Array.isArray(value)) throw new TypeError(`${JSON.stringify(value)} is no list`);
  return value;
}
