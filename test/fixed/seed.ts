/** The seed of all tests: one number, which a failed run prints and `TEST_SEED=…` repeats. */
import { mix, Random, wordHash } from '../../nodes/lib/simulator/common/random';

const given = process.env['TEST_SEED'];

/** Whole and positive; 1 without the variable. */
export const TEST_SEED = given === undefined ? 1 : Number(given);
if (!Number.isSafeInteger(TEST_SEED) || TEST_SEED < 0)
  throw new RangeError(`TEST_SEED must be a whole number and not negative, not ${given}`);

/** Another seed for each name, all derived from the one. */
export const seedFrom = (name: string): number => mix(TEST_SEED, wordHash(name));

/** @returns numbers from 0 to below 1, the same in every run with the same seed */
export function seededRandom(salt = 0): () => number {
  const random = new Random((TEST_SEED ^ salt) | 0);
  return () => random.next() / 4_294_967_296;
}
