// Most scripted models write JavaScript: their runs say so, whatever the default is.
import { defaultOptions, type SettledOptions } from '../../src/core/options.ts';

/** The same as settings of a VS Code. */
export const javascriptSettings = { 'rlm.language': 'javascript' } as const;

export const javascriptOptions: SettledOptions = { ...defaultOptions, language: 'javascript' };
