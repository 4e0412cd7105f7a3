/** ms since it was started. */
export type Elapsed = () => number;

/**
 * By whichever of two clocks has gone further: the monotonic one stands still while a machine sleeps, the other one
 * can be put back. Taking a lease for over too early costs a hand-over, taking it for over too late costs order.
 */
export function startWatch(): Elapsed {
  const [monotonic, wall] = [performance.now(), Date.now()];
  return () => Math.max(performance.now() - monotonic, Date.now() - wall);
}
