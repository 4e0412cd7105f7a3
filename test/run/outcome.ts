/** The result of one run of mocha, as its reporter writes it and the program that started it reads it. */
import { z } from 'zod';

const outcomeSchema = z.object({
  passed: z.number(),
  failed: z.number(),
  pending: z.number(),
  specs: z.array(
    z.object({
      /** relative to the repository; empty for hooks outside of all files */
      file: z.string(),
      /** of the spec, or of the hook around several of them */
      title: z.string(),
      ms: z.number(),
    }),
  ),
});

export type Outcome = z.infer<typeof outcomeSchema>;

/** The folder for the outcome of a run, from the environment. Without it nothing is written. */
export const OUTCOMES_VARIABLE = 'OUTCOMES';

/** @throws when it is no outcome: then the run is unknown */
export const parseOutcome = (text: string): Outcome => outcomeSchema.parse(JSON.parse(text));

/** @param broken steps that failed without a failed spec: each counts as one */
export function sum(outcomes: readonly Outcome[], broken: number): Omit<Outcome, 'specs'> {
  const total = (count: (outcome: Outcome) => number): number =>
    outcomes.reduce((so, outcome) => so + count(outcome), 0);
  return {
    passed: total(({ passed }) => passed),
    failed: total(({ failed }) => failed) + broken,
    pending: total(({ pending }) => pending),
  };
}

/** The lines of the slowest specs, the slowest first. */
export function slowest(outcomes: readonly Outcome[], most: number): string[] {
  return outcomes
    .flatMap(({ specs }) => specs)
    .sort((one, other) => other.ms - one.ms)
    .slice(0, most)
    .map(
      ({ file, title, ms }) =>
        `${(ms / 1000).toFixed(1).padStart(6)} s  ${file === '' ? '' : `${file}: `}${title}`,
    );
}
