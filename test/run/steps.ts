/** The steps of `npm test` and its variants. */

export interface Step {
  readonly title: string;
  readonly command: string;
  /** Without it the later steps cannot run. */
  readonly essential?: true;
  /** It runs specs, and has to leave their number. */
  readonly counts?: true;
  /** Its specs have to pass under any clock, in any time zone. */
  readonly anyClock?: true;
}

const REAL = 'node --import tsx test/run/lanes.ts';

/**
 * Specs of test/real with `@smoke` in their title, on the Node-RED of the development dependencies. The rest is exactly
 * what this does not match.
 */
const SMOKE = String.raw`--grep "/^(?=.*@smoke)(?=.*Node-RED 4\.)/"`;

export const STEPS = {
  build: { title: 'build', command: 'npm run --silent build', essential: true },
  check: { title: 'lint and types', command: 'npm run --silent check' },
  fast: { title: 'unit, node and wire specs', command: 'mocha', counts: true, anyClock: true },
  coverage: {
    title: 'unit, node and wire specs, with coverage',
    command: 'c8 mocha',
    counts: true,
    anyClock: true,
  },
  smoke: { title: 'smoke of the real thing', command: `${REAL} --smoke ${SMOKE}`, counts: true },
  real: { title: 'the real thing', command: REAL, counts: true },
  rest: { title: 'the rest of the real thing', command: `${REAL} ${SMOKE} --invert`, counts: true },
} as const satisfies Readonly<Record<string, Step>>;

export type StepName = keyof typeof STEPS;

export const isStep = (name: string): name is StepName => Object.hasOwn(STEPS, name);
