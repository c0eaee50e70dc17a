import { runSuite } from '../support/hostSuite.ts';

/** What VS Code calls in its extension host to run these tests. */
export const run = (): Promise<void> =>
  runSuite(async () => {
    await import('./extension.test.ts');
    await import('./asking.test.ts');
    await import('./again.test.ts');
    await import('./goOn.test.ts');
    await import('./budget.test.ts');
    await import('./languages.test.ts');
    await import('./texts.test.ts');
    await import('./encodings.test.ts');
    await import('./notebooks.test.ts');
    await import('./folders.test.ts');
    await import('./servers.test.ts');
    await import('./models.test.ts');
    await import('./languageModel.test.ts');
    await import('./askTool.test.ts');
    await import('./chatReferences.test.ts');
    await import('./connect.test.ts');
    await import('./history.test.ts');
    await import('./exchange.test.ts');
    await import('./runItem.test.ts');
    await import('./citations.test.ts');
    await import('./sentences.test.ts');
  });
