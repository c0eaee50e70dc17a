/** How hard a model that can reason may be asked to, from not at all to as hard as it can. */
export const effortLevels = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
export type EffortLevel = (typeof effortLevels)[number];

/** What can be chosen; `off`: nothing is said of it, and a model does as it is made. */
export const reasoningEfforts = ['off', ...effortLevels] as const;
export type ReasoningEffort = (typeof reasoningEfforts)[number];

export interface ReasoningEfforts {
  /** Of the root model, in child runs too. */
  readonly root: ReasoningEffort;
  /** Of the calls that code makes. */
  readonly sub: ReasoningEffort;
}

/**
 * What was written for the option: one effort for both, or an object with `root`, `sub` or both, what it
 * leaves out being off. Null for anything else.
 */
export function readReasoningEfforts(written: unknown): ReasoningEfforts | null {
  if (typeof written === 'string') {
    const both = readEffort(written);
    return both && { root: both, sub: both };
  }
  if (typeof written !== 'object' || written === null || Array.isArray(written)) return null;
  const fields: Readonly<Record<string, unknown>> = { ...written };
  if (Object.keys(fields).some((name) => name !== 'root' && name !== 'sub')) return null;
  const root = readEffort(fields.root ?? 'off');
  const sub = readEffort(fields.sub ?? 'off');
  return root && sub && { root, sub };
}

function readEffort(written: unknown): ReasoningEffort | null {
  return reasoningEfforts.find((effort) => effort === written) ?? null;
}
