import { formatCount } from '../format.ts';

/** A count with its noun. */
export function many(count: number, one: string, more: string): string {
  return `${formatCount(count)} ${count === 1 ? one : more}`;
}
