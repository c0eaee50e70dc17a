import type { Context } from '../../core/context.ts';
import type { CallHandler, EnvironmentOptions } from '../../core/environment.ts';
import type { PythonFiles } from './pythonEngine.ts';
import type { SandboxPlaces } from './sandboxPlaces.ts';

export interface WorkerEnvironmentParts {
  readonly context: Context;
  readonly options: EnvironmentOptions;
  readonly calls: CallHandler;
  /** The bundle of worker.ts. */
  readonly workerPath: string;
  /** The file `quickjs-wasi/quickjs.wasm`. */
  readonly wasmPath: string;
  /** Absent: there is no Python. */
  readonly python?: PythonFiles;
  /** Shared by all sandboxes of the process; absent: this one never waits for another. */
  readonly places?: SandboxPlaces;
}
