const pageBytes = 65_536;
const memorySection = 5;

/**
 * A copy of a WebAssembly module whose one memory can't grow beyond `megabytes` (MiB), whatever
 * runs in it. The interpreter's own limit bounds only what it allocates for the code; this bounds
 * everything. Throws an Error when the module has no memory of its own.
 */
export function limitMemory(module: Uint8Array, megabytes: number): Uint8Array<ArrayBuffer> {
  let offset = 8;
  while (offset < module.length) {
    const start = offset;
    const id = module[offset];
    const size = readNumber(module, offset + 1);
    const end = size.next + size.value;
    if (id === memorySection) {
      return join(
        module.subarray(0, start),
        limited(module, size.next, megabytes),
        module.subarray(end),
      );
    }
    offset = end;
  }
  throw new Error('The WebAssembly module declares no memory.');
}

/** Section 5: how many memories (one), flags (1: a maximum follows), minimum, maximum in pages. */
function limited(module: Uint8Array, body: number, megabytes: number): Uint8Array {
  const count = readNumber(module, body);
  const minimum = readNumber(module, count.next + 1);
  const maximum = Math.floor((megabytes * 1_048_576) / pageBytes);
  if (count.value !== 1 || minimum.value > maximum) {
    throw new Error(`The WebAssembly module needs more memory than ${megabytes} MiB.`);
  }
  const limits = [1, 1, ...writeNumber(minimum.value), ...writeNumber(maximum)];
  return Uint8Array.from([memorySection, ...writeNumber(limits.length), ...limits]);
}

/** Unsigned LEB128: seven bits a byte, lowest first, the top bit set on all but the last. */
function readNumber(bytes: Uint8Array, offset: number): { value: number; next: number } {
  let value = 0;
  let factor = 1;
  for (let next = offset; next < bytes.length; next += 1) {
    const byte = bytes[next] ?? 0;
    value += (byte & 127) * factor;
    if (byte < 128) return { value, next: next + 1 };
    factor *= 128;
  }
  throw new Error('The WebAssembly module is cut off.');
}

function writeNumber(value: number): readonly number[] {
  const low = value % 128;
  const rest = Math.floor(value / 128);
  return rest === 0 ? [low] : [low | 128, ...writeNumber(rest)];
}

function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
