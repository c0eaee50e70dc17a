import * as vscode from 'vscode';

/** The document of a uri, where VS Code has one open. */
export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const key = uri.toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
}

/**
 * Whether the file's bytes say the same as the document, so that they can be read in its place: where it
 * is in VS Code's usual encoding. Bytes in another, which was chosen, are decoded by VS Code.
 */
export function isOnDisk(document: vscode.TextDocument): boolean {
  const { isDirty, isUntitled, encoding, uri } = document;
  const isUtf8 = encoding === 'utf8' || encoding === 'utf8bom';
  return !isDirty && !isUntitled && isUtf8 && hasFiles(uri.scheme);
}

/** False for documents that stand in no file system: output, cells of notebooks, an extension's own. */
function hasFiles(scheme: string): boolean {
  return scheme === 'file' || vscode.workspace.fs.isWritableFileSystem(scheme) !== undefined;
}

/** Of the bytes that `bytesOf` makes. */
export const documentEncoding = 'utf-16le';

/** What a document holds, as the bytes of a file: UTF-16 with its mark, in which everything survives. */
export function bytesOf(document: vscode.TextDocument): Buffer {
  return Buffer.from(`\uFEFF${document.getText()}`, 'utf16le');
}

/** Documents of files that say something else than the files, by the text of their uri. */
export function unsavedDocuments(): ReadonlyMap<string, vscode.TextDocument> {
  const unsaved = vscode.workspace.textDocuments.filter(
    (document) => !document.isUntitled && !isOnDisk(document),
  );
  return new Map(unsaved.map((document) => [document.uri.toString(), document]));
}
