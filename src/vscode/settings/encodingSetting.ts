import * as vscode from 'vscode';
import type { EncodingChoice } from '../../sources/decode.ts';
import { editorEncoding, readEncodingName } from '../../sources/encodings.ts';

/**
 * What the settings say of a file's encoding: `rlm.encoding` is one that somebody means; `files.encoding`
 * what files are in that are not UTF-8, if it is another. Throws InvalidOption.
 */
export function readEncodingChoice(uri: vscode.Uri): EncodingChoice {
  const chosen: unknown = vscode.workspace.getConfiguration('rlm', uri).get('encoding');
  if (typeof chosen === 'string' && !/^\s*(auto)?\s*$/.test(chosen)) {
    return { encoding: readEncodingName(chosen.trim(), 'rlm.encoding') };
  }
  const usual: unknown = vscode.workspace.getConfiguration('files', uri).get('encoding');
  if (typeof usual !== 'string' || /^utf8(bom)?$/.test(usual)) return {};
  const unlessUtf8 = editorEncoding(usual);
  return unlessUtf8 === null ? {} : { unlessUtf8 };
}
