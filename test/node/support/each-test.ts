import { helper } from './account-helper';

/**
 * One server for all tests of a `describe`, and one harness for each of them.
 * @param start returns what is stopped after the test
 */
export function useHarness(start: () => Promise<{ stop(): Promise<void> }>): void {
  let harness: { stop(): Promise<void> } | undefined;
  before(() => helper.startServer());
  after(() => helper.stopServer());
  beforeEach(async () => {
    harness = await start();
  });
  afterEach(async () => {
    // A test whose start fails must not stop the harness of the previous test again.
    const ended = harness;
    harness = undefined;
    await ended?.stop();
  });
}
