/** What a policy-check node remembers from one run to the next. Pure; never holds a secret. */
import { z } from 'zod';

const item = z.object({ name: z.string(), value: z.record(z.string(), z.unknown()) });

const contentSchema = z.object({
  /** ISO 8601, when it was read last */
  at: z.string(),
  items: z.array(item),
});

const checkSchema = z.object({
  /** as it was known last; `error` only where nothing ever was */
  status: z.string(),
  /** by what it was read from: another source may tell of the same thing in other words */
  contents: z.record(z.string(), contentSchema),
});

const baselineSchema = z.object({
  version: z.literal(1),
  /** Mimecast's account code, '' where the application may not know it */
  account: z.string(),
  /** epoch ms at which the last complete run began */
  lastRun: z.number().nullable(),
  /** a run has begun that has not ended yet, or the last one has ended with errors */
  owed: z.boolean().optional(),
  /** epoch ms at which each secret was first seen, by its fingerprint */
  credentials: z.record(z.string(), z.number()),
  checks: z.record(z.string(), checkSchema),
});

export type Baseline = Readonly<z.infer<typeof baselineSchema>>;
export type Remembered = Readonly<z.infer<typeof checkSchema>>;

export const EMPTY_BASELINE: Baseline = {
  version: 1,
  account: '',
  lastRun: null,
  credentials: {},
  checks: {},
};

/** @returns undefined for a text that is no baseline */
export function readBaseline(text: string): Baseline | undefined {
  try {
    const parsed = baselineSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Another account's policies are nothing to compare with; the secrets are as old as they were. */
export function forAccount(baseline: Baseline, account: string): Baseline {
  const known = baseline.account !== '' && account !== '';
  if (known && baseline.account !== account)
    return { ...EMPTY_BASELINE, account, credentials: baseline.credentials };
  return account === '' ? baseline : { ...baseline, account };
}

/** More are not in use anywhere; somebody who deploys a new one each day shall not fill the file. */
const MOST_CREDENTIALS = 50;

/** Who goes back to an old secret does not make it younger. @param fingerprint '': there is no secret */
export function withCredential(baseline: Baseline, fingerprint: string, now: number): Baseline {
  if (fingerprint === '' || Object.hasOwn(baseline.credentials, fingerprint)) return baseline;
  const newest = Object.entries(baseline.credentials)
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_CREDENTIALS - 1);
  return { ...baseline, credentials: { ...Object.fromEntries(newest), [fingerprint]: now } };
}
