import { helper } from './account-helper';

/**
 * For all tests of a `describe` one server, and for each of them a rig of its own.
 * @param start gives back what is stopped behind the test
 */
export function eachTest(start: () => Promise<{ stop(): Promise<void> }>): void {
  let rig: { stop(): Promise<void> } | undefined;
  before(() => helper.startServer());
  after(() => helper.stopServer());
  beforeEach(async () => {
    rig = await start();
  });
  afterEach(async () => {
    // A test whose start fails must not stop the rig of the one before again.
    const ended = rig;
    rig = undefined;
    await ended?.stop();
  });
}
