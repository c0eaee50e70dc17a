// Preloaded into a measured process: writes the bytes of its peak memory to descriptor 3 at its end.
import { readFileSync, writeSync } from 'node:fs';

process.on('exit', () => writeSync(3, String(peakBytes())));

function peakBytes(): number {
  // The resource usage of a process begins with what its parent had; this does not.
  if (process.platform === 'linux') {
    const kilobytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  }
  return process.resourceUsage().maxRSS * 1024;
}
