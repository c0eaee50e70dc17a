// Most scripted models write JavaScript: their runs say so, whatever the default is.
import { defaultOptions, type SettledOptions } from '../../src/core/options.ts';

export const javascriptOptions: SettledOptions = { ...defaultOptions, language: 'javascript' };
