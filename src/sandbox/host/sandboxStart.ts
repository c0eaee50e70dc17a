import type { Context } from '../../core/context.ts';
import type { EnvironmentOptions } from '../../core/environment.ts';
import { asError, SandboxFailed } from '../../core/errors.ts';
import type { KnownText, SandboxStart } from '../../protocol/sandbox.ts';
import type { Control } from '../control.ts';
import { quickjsModule } from './quickjsModule.ts';
import type { ReplState } from './replState.ts';

/** What a worker is started with; throws SandboxFailed where the interpreter can't be had. */
export async function sandboxStart(
  parts: {
    readonly context: Context;
    readonly options: EnvironmentOptions;
    readonly wasmPath: string;
  },
  { saved, recovery }: ReplState,
  control: Control,
  known: KnownText,
): Promise<SandboxStart> {
  const { context, options, wasmPath } = parts;
  const { cellSeconds, sandboxMemoryMb, seed } = options;
  const module = await quickjsModule(wasmPath, sandboxMemoryMb).catch((error: unknown) => {
    throw new SandboxFailed(asError(error).message);
  });
  return {
    engine: { language: 'javascript', module },
    context: {
      kind: context.kind,
      items: context.items.map(({ path, text }) => ({ path, text })),
    },
    ...{ cellSeconds, sandboxMemoryMb, seed },
    control: control.buffer,
    known,
    saved,
    recovered: recovery.forStart,
  };
}
