import { appendFileSync, writeFileSync } from 'node:fs';
import { format } from 'node:util';
import Mocha from 'mocha';

/** What the suite inside VS Code reports to the program that started it. */
export interface HostReport {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Environment variable: the file that gets the HostReport; what mocha prints goes to it + `.log`. */
export const reportVariable = 'RLM_TEST_REPORT';

/**
 * Runs the mocha suites (tdd: `suite`, `test`) that `load` imports, inside VS Code's extension host.
 * The entry of the suite is `export const run = () => runSuite(async () => { await import(...) })`.
 * Rejects when a test failed, which VS Code turns into its exit status.
 */
export async function runSuite(load: () => Promise<unknown>): Promise<void> {
  process.setSourceMapsEnabled(true);
  const file = process.env[reportVariable];
  // The editor forwards console lines unformatted and among its own: the file has them plainly.
  Mocha.reporters.Base.consoleLog = (...parts: unknown[]) => {
    const line = format(...parts);
    if (file === undefined) console.log(line);
    else appendFileSync(`${file}.log`, `${line}\n`);
  };
  const mocha = new Mocha({ ui: 'tdd', timeout: 60_000, color: false, reporter: 'spec' });
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, '', mocha);
  await load();
  const failed = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      const report: HostReport = { passed: passes, failed: failures, skipped: pending };
      if (file !== undefined) writeFileSync(file, JSON.stringify(report));
    });
  });
  if (failed > 0) throw new Error(`${failed} tests failed.`);
}
