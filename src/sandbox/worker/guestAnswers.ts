import type { CellError, Evaluated } from '../../core/environment.ts';
import type { GuestReport } from '../javascript/guest/install.ts';
import type { UsedParts } from '../text/contextText.ts';

/**
 * What the guest tells of a cell. It works among objects that the cell's code can reach, so it is
 * believed only in its shape. Null: not of that shape.
 */
export function readReport(json: string): GuestReport | null {
  const { final, candidate, notes, used, variables } = fields(parsed(json));
  if (!isTextOrNull(final) || !isTextOrNull(candidate)) return null;
  if (!Array.isArray(notes) || !notes.every(isText)) return null;
  if (!Array.isArray(variables) || !variables.every(isVariable)) return null;
  return { final, candidate, notes, used: readUsed(used), variables };
}

/** What makes no sense was not used. */
function readUsed(value: unknown): UsedParts {
  const { all, parts } = fields(value);
  const known = Array.isArray(parts) ? parts.filter(isPart) : [];
  return { all: all === true, parts: known };
}

function isPart(value: unknown): value is UsedParts['parts'][number] {
  return Array.isArray(value) && value.length === 3 && value.every(Number.isSafeInteger);
}

/** A thrown value as the guest explains it; null when it makes no sense. */
export function readExplained(json: string): CellError | null {
  const { name, message, line } = fields(parsed(json));
  if (!isText(name) || !isText(message)) return null;
  return { name, message, line: Number.isSafeInteger(line) ? Number(line) : null };
}

/** What an expression came to, as the guest tells it; null when it makes no sense. */
export function readEvaluated(json: string): Evaluated | null {
  const { text, problem } = fields(parsed(json));
  if (isText(problem)) return { kind: 'failed', message: problem };
  return isText(text) ? { kind: 'value', text } : null;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || isText(value);
}

function isVariable(value: unknown): boolean {
  const { name, type, size } = fields(value);
  return isText(name) && isText(type) && isText(size);
}
