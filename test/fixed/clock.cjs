/**
 * Loaded before the specs: Date begins at `TEST_CLOCK` (ISO 8601; `now`: the machine's) and runs from there, in this
 * process and its children. So a suite gives the same result at every hour of every day; `npm run test:days` lists the
 * other clocks it is tested under. Timers and performance.now() are unchanged: they measure spans.
 */
const USUAL = '2026-11-20T06:07:08.000Z';

const RealDate = globalThis.Date;

/** ms; a child process continues its parent's clock instead of starting a new one */
function shiftOf({ TEST_CLOCK = USUAL, TEST_CLOCK_SHIFT }) {
  if (TEST_CLOCK_SHIFT !== undefined) return Number(TEST_CLOCK_SHIFT);
  if (TEST_CLOCK === 'now') return 0;
  const begin = RealDate.parse(TEST_CLOCK);
  if (Number.isNaN(begin)) throw new RangeError(`TEST_CLOCK is no time: ${TEST_CLOCK}`);
  return begin - RealDate.now();
}

function moveBy(shift) {
  const now = () => RealDate.now() + shift;
  const Moved = new Proxy(RealDate, {
    construct: (target, given, as) => Reflect.construct(target, given.length === 0 ? [now()] : given, as),
    apply: () => new RealDate(now()).toString(),
    get: (target, name, as) => (name === 'now' ? now : Reflect.get(target, name, as)),
  });
  Object.defineProperty(RealDate.prototype, 'constructor', { value: Moved });
  globalThis.Date = Moved;
}

if (globalThis.Date.name === 'Date' && !('testClockShift' in globalThis)) {
  const shift = shiftOf(process.env);
  Object.defineProperty(globalThis, 'testClockShift', { value: shift });
  process.env.TEST_CLOCK_SHIFT = String(shift);
  const own = `--require ${JSON.stringify(__filename)}`;
  const { NODE_OPTIONS = '' } = process.env;
  if (!NODE_OPTIONS.includes(own)) process.env.NODE_OPTIONS = `${NODE_OPTIONS} ${own}`.trim();
  if (shift !== 0) moveBy(shift);
}
