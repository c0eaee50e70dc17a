/** Bytes of a log that is read: it is taken in as a whole. */
export const mostLogBytes = 256 * 1024 * 1024;
