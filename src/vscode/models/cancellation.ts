import * as vscode from 'vscode';

/** A token that is cancelled when the signal fires, until it is disposed. */
export function cancellationFrom(
  signal: AbortSignal,
): Disposable & { readonly token: vscode.CancellationToken } {
  const source = new vscode.CancellationTokenSource();
  const cancel = (): void => source.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  return {
    token: source.token,
    [Symbol.dispose]: () => {
      signal.removeEventListener('abort', cancel);
      source.dispose();
    },
  };
}
