import { type EffortLevel, effortLevels, type ReasoningEffort } from '../core/reasoningEffort.ts';
import type { RequestForm } from './requestForm.ts';

type EffortFields = Pick<RequestForm, 'effortForms' | 'refusedEfforts'>;

/**
 * The effort that is said to a model of which `wanted` is wished: that one, or the nearest that it has
 * not refused, the lower one of two; null: nothing is said.
 */
export function effortFor(
  wanted: ReasoningEffort | undefined,
  { effortForms, refusedEfforts }: EffortFields,
): EffortLevel | null {
  if (wanted === undefined || wanted === 'off' || effortForms.length === 0) return null;
  const place = effortLevels.indexOf(wanted);
  const distance = (effort: EffortLevel): number => {
    const steps = effortLevels.indexOf(effort) - place;
    return steps > 0 ? steps + 0.5 : -steps;
  };
  const open = effortLevels.filter(
    (effort) =>
      !refusedEfforts.includes(effort) &&
      // Less thinking is near to little of it; none at all is something else.
      (effort !== 'none' || wanted === 'none'),
  );
  return open.toSorted((one, other) => distance(one) - distance(other))[0] ?? null;
}

/** The next form of saying it, or none when there is no other. */
export function withoutForm<Kind extends EffortFields>(form: Kind): Kind {
  return { ...form, effortForms: form.effortForms.slice(1) };
}

/** What a refusal of `sent` teaches, whose words allow for `levels`: others of them, or another form. */
export function learnEffort<Kind extends EffortFields>(
  form: Kind,
  sent: EffortLevel,
  levels: readonly EffortLevel[],
): Kind {
  const allowed = levels.filter((level) => level !== sent && !form.refusedEfforts.includes(level));
  if (allowed.length === 0) return withoutForm(form);
  return {
    ...form,
    refusedEfforts: effortLevels.filter((effort) => !allowed.includes(effort)),
  };
}
