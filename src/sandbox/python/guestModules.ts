import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { PythonModule } from '../../protocol/sandbox.ts';

/** The guest's modules, each behind those that it needs; the last is what the host talks to. */
const names = [
  'host',
  'awaits',
  'matches',
  'arguments',
  'formats',
  'variables',
  'errors',
  'history',
  'hooks',
  'refusals',
  'rewrite',
  'context_use',
  'expression',
  'leftovers',
  'answer',
  'pattern_classes',
  'patterns',
  'output',
  'queries',
  'text_tools',
  'repl',
] as const;

/** What code finds in Python, from the folder of its sources. Throws where one can't be read. */
export function readGuest(folder: string): readonly PythonModule[] {
  return names.map((name) => ({
    name: `_repl.${name}`,
    source: readFileSync(path.join(folder, `${name}.py`), 'utf8'),
  }));
}
