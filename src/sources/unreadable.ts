import { ExpectedError, UnreadableFile } from '../core/errors.ts';

// Node's codes, then those of the editor's file systems.
const reasons: Readonly<Record<string, string>> = {
  ENOENT: "it doesn't exist",
  EACCES: 'you have no permission to read it',
  EPERM: 'you have no permission to read it',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EBUSY: 'another program is using it',
  EIO: 'the disk reports an error',
  ENXIO: 'there is no such device',
  ERR_INVALID_ARG_VALUE: 'its name is not a file name',
  FileNotFound: "it doesn't exist",
  FileIsADirectory: 'it is a folder',
  FileNotADirectory: 'it is not a folder',
  NoPermissions: 'you have no permission to read it',
  Unavailable: 'its file system is not available',
};

/** The error to show for what a FileReader threw; expected errors pass as they are. */
export function asUnreadable(label: string, cause: unknown): ExpectedError {
  return cause instanceof ExpectedError ? cause : new UnreadableFile(label, whyUnreadable(cause));
}

/** Why a file can't be read, to follow a colon. */
export function whyUnreadable(cause: unknown): string {
  // What no buffer can be had for.
  if (cause instanceof RangeError) return 'there is not enough memory for it';
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause ? String(cause.code) : '';
  return (Object.hasOwn(reasons, code) ? reasons[code] : undefined) ?? cause.message;
}
