/** The page of the overview in a browser. */
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { z } from 'zod';
import type { Cleanup } from '../../harness/process/cleanup';
import { CACHE } from '../../harness/process/paths';
import { sharedBrowser } from '../../harness/process/shared-instances';

const WAIT_MS = 15_000;
export const PICTURES = join(CACHE, 'screenshots', 'overview');

export class OverviewPage {
  /** errors of the page, violations of its policy among them */
  readonly errors: string[] = [];

  private constructor(readonly page: Page) {
    page.setDefaultTimeout(WAIT_MS);
    page.on('pageerror', (error) => this.errors.push(error.stack ?? error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
  }

  static async open(
    url: string,
    cleanup: Cleanup,
    options: BrowserContextOptions = {},
  ): Promise<OverviewPage> {
    const browser = await sharedBrowser();
    const context = await browser.newContext({
      ...{ viewport: { width: 1280, height: 900 }, locale: 'en-US', ...options },
    });
    cleanup.add(() => context.close());
    const shown = new OverviewPage(await context.newPage());
    await shown.page.goto(url);
    return shown;
  }

  /** Of the shown view. */
  async isLoaded(): Promise<void> {
    await this.page.locator('[role=tabpanel][aria-busy=false]').first().waitFor();
  }

  async select(view: string): Promise<void> {
    await this.page.getByRole('tab', { name: view, exact: true }).click();
    await this.isLoaded();
  }

  rows() {
    return this.page.locator('.mo-table tbody > tr[data-row]');
  }

  async connectionIs(state: string): Promise<void> {
    await this.page.locator(`[data-connection=${state}]`).waitFor({ state: 'attached' });
  }

  /** Nobody can see the page any more, or again. */
  async setHidden(isHidden: boolean): Promise<void> {
    await this.page.evaluate(
      (state) => {
        Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      },
      isHidden ? 'hidden' : 'visible',
    );
  }

  /** Parts that are cut off or make the page scroll sideways. */
  async widthProblems(): Promise<string[]> {
    // As text: what compiles the specs would insert helpers that the page does not have.
    return z.array(z.string()).parse(
      await this.page.evaluate(`(() => {
        const { clientWidth, scrollWidth } = document.documentElement;
        const wide = [...document.querySelectorAll('.mimecast-overview *')].filter((one) =>
          one.closest('.mo-scroll, .mo-hidden, thead') === null && one.getBoundingClientRect().right > clientWidth + 1);
        const names = wide.map((one) => one.tagName + ' ' + (one.getAttribute('class') ?? ''));
        return scrollWidth > clientWidth ? ['the page is ' + scrollWidth + ' px wide', ...names] : names;
      })()`),
    );
  }

  async picture(name: string): Promise<void> {
    await mkdir(PICTURES, { recursive: true });
    await this.page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: false });
  }

  hasNoErrors(): void {
    assert.deepEqual(this.errors, []);
  }
}
