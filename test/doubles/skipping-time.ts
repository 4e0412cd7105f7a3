import FakeTimers from '@sinonjs/fake-timers';

/** Turns of the event loop without news before the next timer goes off at once. */
const PATIENCE = 25;

/**
 * Runs `work` on a clock that stands still while something happens and jumps to the next timer when nothing
 * does: waiting costs no time, and streams that work in other threads still get theirs.
 * @param now epoch ms
 */
export async function skippingTime<T>(
  now: number,
  work: (clock: FakeTimers.Clock) => Promise<T>,
): Promise<T> {
  const realImmediate = setImmediate;
  const clock = FakeTimers.install({ now, toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  let over = false;
  const skip = async (): Promise<void> => {
    for (let turns = 1; !over; turns += 1) {
      await new Promise((resolve) => realImmediate(resolve));
      if (turns % PATIENCE === 0) await clock.nextAsync();
    }
  };
  const skipping = skip();
  try {
    return await work(clock);
  } finally {
    over = true;
    await skipping;
    clock.uninstall();
  }
}
