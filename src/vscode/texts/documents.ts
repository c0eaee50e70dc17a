import * as vscode from 'vscode';

/** The document of a uri, where VS Code has one open. */
export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const key = uri.toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
}

/** Whether the file's bytes say the same as the document, so that they can be read in its place. */
export function isOnDisk(document: vscode.TextDocument): boolean {
  const { isDirty, isUntitled, encoding, uri } = document;
  return !isDirty && !isUntitled && knownEncodings.has(encoding) && hasFiles(uri.scheme);
}

/** False for documents that stand in no file system: output, cells of notebooks, an extension's own. */
function hasFiles(scheme: string): boolean {
  return scheme === 'file' || vscode.workspace.fs.isWritableFileSystem(scheme) !== undefined;
}

/** As VS Code names them. Bytes in another encoding, which the user chose, are decoded by VS Code. */
const knownEncodings: ReadonlySet<string> = new Set([
  'utf8',
  'utf8bom',
  'utf16le',
  'utf16be',
  'iso88591',
]);

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
