/** Told, in a sentence for people, what went wrong with the disk; the cause is for the log. */
export type FaultReporter = (sentence: string, cause: unknown) => void;

/** Something that is wrong with a run's folder, and that didn't keep the rest from being read. */
export interface RunFault {
  readonly sentence: string;
  readonly cause: unknown;
}

/** The `code` of an error that node made (`ENOENT`, ...); undefined for anything else. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Why a run's folder can't be written or read, to follow a colon. */
export function explainFault(cause: unknown): string {
  switch (codeOf(cause)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'its folder is protected';
    case 'ENOENT':
    case 'ENOTDIR':
      return "its folder doesn't exist";
    case 'EISDIR':
    case 'ENOTEMPTY':
      return 'a folder is in its place';
    case 'EMFILE':
    case 'ENFILE':
      return 'too many files are open';
    default:
      return cause instanceof Error ? cause.message : String(cause);
  }
}

/** The same of something of a run that was to be read. */
export function explainUnread(cause: unknown): string {
  return codeOf(cause) === 'ENOENT' ? "it doesn't exist" : explainFault(cause);
}
