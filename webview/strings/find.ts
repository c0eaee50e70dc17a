import { formatCount } from '../format.ts';

/** Finding in a run. */
export const findStrings = {
  findInRun: 'Find in run',
  find: 'Find',
  findButton: 'Find (Ctrl+F)',
  matchCase: 'Match case (Alt+C)',
  findPrevious: 'Previous match (Shift+F3)',
  findNext: 'Next match (F3)',
  findClose: 'Close (Escape)',
  /** `isLooking`: long texts are still being looked through. */
  foundOf: (current: number, total: number, isLooking: boolean) => {
    if (total === 0) return isLooking ? 'Searching…' : 'No results';
    const all = `${formatCount(total)}${isLooking ? '+' : ''}`;
    return `${formatCount(current)} of ${all}`;
  },
} as const;
