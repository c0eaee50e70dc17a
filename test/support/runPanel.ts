import type { Frame, Locator } from 'playwright-core';
import type { Workbench } from './workbench.ts';

/** The panel of a run as a person finds it: by what things are called. */
export class RunPanel {
  readonly #page: Frame;
  private constructor(page: Frame) {
    this.#page = page;
  }

  /** The run panel that is open, found by its status. */
  static async of(workbench: Workbench): Promise<RunPanel> {
    return new RunPanel(await workbench.webview('[role=status][aria-label="Run status"]'));
  }

  get question(): Locator {
    return this.#page.getByRole('heading', { level: 1 });
  }

  get status(): Locator {
    return this.#page.getByRole('status', { name: 'Run status' });
  }

  get answer(): Locator {
    return this.#page.getByRole('region', { name: 'Answer' });
  }

  get budget(): Locator {
    return this.#page.getByRole('progressbar', { name: 'Budget' });
  }

  get costs(): Locator {
    return this.#page.getByRole('table', { name: 'Cost' });
  }

  /** One for each iteration. */
  get iterations(): Locator {
    const items = this.#page.getByRole('tree', { name: 'Trace' }).getByRole('treeitem');
    return items.and(this.#page.locator('[aria-level="1"]'));
  }

  /** What of the trace is selected. */
  get selected(): Locator {
    return this.#page.locator('[role=treeitem][aria-selected="true"]');
  }

  get citations(): Locator {
    return this.answer.getByRole('link', { name: /L\d+.*(?:shown to the model|exists)/ });
  }

  /** The box for a further question. */
  get followUp(): Locator {
    return this.#page.getByRole('textbox', { name: 'Ask a follow-up' });
  }

  button(name: string): Locator {
    return this.#page.getByRole('button', { name, exact: true });
  }

  text(text: string | RegExp): Locator {
    return this.#page.getByText(text).first();
  }

  /** Resolves when the status says so, `Answered` for instance. */
  async reaches(state: string): Promise<void> {
    await this.status.filter({ hasText: state }).waitFor({ timeout: 60_000 });
  }
}
