import type { Context } from '../../core/context.ts';
import type { EnvironmentOptions } from '../../core/environment.ts';
import { asError, SandboxFailed } from '../../core/errors.ts';
import type { KnownText, SandboxEngine, SandboxStart } from '../../protocol/sandbox.ts';
import type { Control } from '../control.ts';
import { boundedModule } from './boundedModule.ts';
import { type PythonFiles, pythonEngine } from './pythonEngine.ts';
import type { ReplState } from './replState.ts';

/** What a worker is started with; throws SandboxFailed where the interpreter can't be had. */
export async function sandboxStart(
  parts: {
    readonly context: Context;
    readonly options: EnvironmentOptions;
    readonly wasmPath: string;
    readonly python?: PythonFiles;
  },
  { saved, recovery }: ReplState,
  control: Control,
  known: KnownText,
): Promise<SandboxStart> {
  const { context, options } = parts;
  const { cellSeconds, sandboxMemoryMb, seed } = options;
  const engine = await engineOf(parts, saved === null).catch((error: unknown) => {
    throw new SandboxFailed(asError(error).message);
  });
  return {
    engine,
    context: {
      kind: context.kind,
      items: context.items.map(({ path, text }) => ({ path, text })),
    },
    cellSeconds,
    sandboxMemoryMb,
    seed,
    control: control.buffer,
    known,
    saved,
    recovered: recovery.forStart,
  };
}

async function engineOf(
  parts: {
    readonly options: EnvironmentOptions;
    readonly wasmPath: string;
    readonly python?: PythonFiles;
  },
  isNew: boolean,
): Promise<SandboxEngine> {
  const { options, wasmPath, python } = parts;
  if (options.language === 'javascript') {
    const module = await boundedModule(wasmPath, options.sandboxMemoryMb);
    return { language: 'javascript', module };
  }
  if (python === undefined) throw new Error('this version has no interpreter for Python');
  return pythonEngine(python, options.sandboxMemoryMb, isNew);
}
