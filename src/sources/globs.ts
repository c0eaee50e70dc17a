import picomatch from 'picomatch';
import { ignoresCase } from './ignoreRules.ts';

/**
 * True for paths (with `/`, from the folder asked about) that one of the globs names, itself or by
 * a folder it stands in. A glob without `/` is about names at any depth, as in ignore files:
 * `*.log`, `build`. Of none: false.
 */
export function matchAny(globs: readonly string[]): (path: string) => boolean {
  const given = globs.map((glob) => glob.trim().replace(/^(\.?\/)+|\/+$/g, ''));
  const patterns = given
    .filter((glob) => glob !== '')
    .map((glob) => (glob.includes('/') ? glob : `**/${glob}`))
    .flatMap((glob) => [glob, `${glob}/**`]);
  if (patterns.length === 0) return () => false;
  return picomatch(patterns, { dot: true, nocase: ignoresCase });
}
