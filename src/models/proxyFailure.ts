/** A request that a proxy was to pass on, and that it refused or did not get. */
export class ProxyFailure extends Error {
  /** Host and port. */
  readonly proxy: string;
  /** HTTP's, where the proxy itself answered. */
  readonly status: number | null;

  constructor(proxy: string, status: number | null, cause?: unknown) {
    super(`the proxy ${proxy} failed`, { cause });
    this.proxy = proxy;
    this.status = status;
  }
}

/** The failure of a proxy that an error or one of its causes is; null when none is. */
export function proxyFailureOf(error: unknown): ProxyFailure | null {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (each instanceof ProxyFailure) return each;
  }
  return null;
}
