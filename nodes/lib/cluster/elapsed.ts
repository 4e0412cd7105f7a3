/** Returns the ms since the start. */
export type Elapsed = () => number;

/**
 * Measures with two clocks and returns the larger value: the monotonic clock may stop while the machine
 * sleeps, and the wall clock may be set back. Treating a lease as expired too early costs a hand-over;
 * treating it as expired too late breaks mutual exclusion.
 */
export function startTimer(): Elapsed {
  const [monotonic, wall] = [performance.now(), Date.now()];
  return () => Math.max(performance.now() - monotonic, Date.now() - wall);
}
