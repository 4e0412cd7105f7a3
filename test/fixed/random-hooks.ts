/**
 * Root hooks of mocha: randomness is seeded, also that of the tested code (back-off, jitter) and of fast-check, and a
 * file with a failed spec prints the seed that repeats the run.
 */

import fc from 'fast-check';
import { seededRandom, TEST_SEED } from './seed';

Math.random = seededRandom();
fc.configureGlobal({ seed: TEST_SEED });

let failed = false;

export const mochaHooks = {
  afterEach(this: Mocha.Context): void {
    failed ||= this.currentTest?.state === 'failed';
  },
  afterAll(): void {
    if (!failed) return;
    // A worker runs the next file, and these hooks, too.
    failed = false;
    const clock = process.env['TEST_CLOCK'];
    const zone = process.env['TZ'];
    const message = [
      `TEST_SEED=${TEST_SEED}`,
      ...(clock === undefined ? [] : [`TEST_CLOCK=${clock}`]),
      ...(zone === undefined ? [] : [`TZ=${zone}`]),
    ];
    console.error(`The same again: ${message.join(' ')} npm run spec -- …`);
  },
};
