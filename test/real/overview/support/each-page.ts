/** The page of the overview with a sample in it, in a real browser: the start of its specs. */
import assert from 'node:assert/strict';
import type { BrowserContextOptions } from 'playwright-core';
import type { OverviewModel } from '../../../../nodes/lib/contracts/overview';
import { withoutChromium } from '../../harness/browser/chromium';
import { Cleanup } from '../../harness/process/cleanup';
import { OverviewPage } from './overview-page';
import { OverviewServer } from './overview-server';

export interface Opened {
  readonly server: OverviewServer;
  readonly shown: OverviewPage;
  readonly cleanup: Cleanup;
}

interface Options extends BrowserContextOptions {
  /** of the admin endpoints */
  readonly root?: string;
  /** view: part of the address */
  readonly hash?: string;
}

/** A new server and a new page for each spec; `it` closes them. */
export function describePage(
  what: string,
  specify: (
    it: (
      title: string,
      model: () => OverviewModel,
      work: (opened: Opened) => Promise<void>,
      options?: Options,
    ) => void,
  ) => void,
): void {
  const missing = withoutChromium();
  if (missing !== undefined) {
    describe.skip(`${what} (skipped: ${missing})`, () => {});
    return;
  }
  describe(what, () => {
    specify((title, model, work, { root, hash = '', ...options } = {}) => {
      it(title, async () => {
        const cleanup = new Cleanup();
        try {
          const server = await OverviewServer.start(model(), cleanup, root);
          const shown = await OverviewPage.open(server.url + hash, cleanup, options);
          await shown.isLoaded();
          await work({ server, shown, cleanup });
          assert.deepEqual(shown.errors, []);
        } finally {
          await cleanup.close();
        }
      });
    });
  });
}
