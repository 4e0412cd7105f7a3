import FakeTimers from '@sinonjs/fake-timers';

/** Turns of the event loop without activity before the next timer fires at once. */
const IDLE_TURNS = 25;

/**
 * Runs `work` on a fake clock that stands still during activity and jumps to the next timer without any: waiting costs
 * no time, and streams in workers still get their turns.
 * @param now epoch ms
 */
export async function withFakeClock<T>(
  now: number,
  work: (clock: FakeTimers.Clock) => Promise<T>,
): Promise<T> {
  const realImmediate = setImmediate;
  const clock = FakeTimers.install({ now, toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  let over = false;
  const skip = async (): Promise<void> => {
    for (let turns = 1; !over; turns += 1) {
      await new Promise((resolve) => realImmediate(resolve));
      if (turns % IDLE_TURNS === 0) await clock.nextAsync();
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
