/** The part of a timeline that is in sight, ms since the run's start. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Closer than this nothing more is to be seen (ms across the whole width). */
const closest = 4;

/** `factor` above 1 shows more of less; `at` (ms) stays where it is. Null: all of it is in sight. */
export function zoomed(
  view: Stretch | null,
  length: number,
  factor: number,
  at: number,
): Stretch | null {
  const { from, to } = view ?? { from: 0, to: length };
  const size = Math.max(closest, (to - from) / factor);
  if (size >= length) return null;
  const share = (at - from) / Math.max(1e-9, to - from);
  return within(at - share * size, size, length);
}

/** Moves by so many ms. */
export function panned(view: Stretch | null, length: number, by: number): Stretch | null {
  return view === null ? null : within(view.from + by, view.to - view.from, length);
}

/** Moves just so far that this is in sight, or its beginning where it is too long. */
export function showing(view: Stretch | null, length: number, wanted: Stretch): Stretch | null {
  if (view === null || (wanted.from >= view.from && wanted.to <= view.to)) return view;
  const size = view.to - view.from;
  const margin = size / 20;
  if (wanted.from < view.from || wanted.to - wanted.from > size) {
    return within(wanted.from - margin, size, length);
  }
  return within(wanted.to + margin - size, size, length);
}

function within(from: number, size: number, length: number): Stretch {
  const start = Math.max(0, Math.min(from, length - size));
  return { from: start, to: start + size };
}
