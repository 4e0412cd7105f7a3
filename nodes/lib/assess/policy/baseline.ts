/** What a policy-check node remembers from one run to the next. Pure; never holds a secret. */
import { z } from 'zod';

const item = z.object({ name: z.string(), value: z.record(z.string(), z.unknown()) });

const checkSchema = z.object({
  status: z.string(),
  /** ISO 8601, when the content was read last */
  at: z.string().nullable(),
  /** what it was read from: another source may tell of the same thing in other words */
  source: z.string().nullable(),
  items: z.array(item),
});

const baselineSchema = z.object({
  version: z.literal(1),
  /** Mimecast's account code, '' where the application may not know it */
  account: z.string(),
  /** epoch ms at which the last complete run began */
  lastRun: z.number().nullable(),
  /** a fingerprint of the secret in use, and since when it is (epoch ms) */
  credential: z.object({ fingerprint: z.string(), since: z.number() }).nullable(),
  checks: z.record(z.string(), checkSchema),
});

export type Baseline = Readonly<z.infer<typeof baselineSchema>>;
export type Remembered = Readonly<z.infer<typeof checkSchema>>;

export const EMPTY_BASELINE: Baseline = {
  version: 1,
  account: '',
  lastRun: null,
  credential: null,
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

/** Another account's policies are nothing to compare with; its secret may still be the same. */
export function forAccount(baseline: Baseline, account: string): Baseline {
  const known = baseline.account !== '' && account !== '';
  if (known && baseline.account !== account) return { ...EMPTY_BASELINE, account };
  return account === '' ? baseline : { ...baseline, account };
}

export function withCredential(baseline: Baseline, fingerprint: string, now: number): Baseline {
  if (fingerprint === '') return { ...baseline, credential: null };
  if (baseline.credential?.fingerprint === fingerprint) return baseline;
  return { ...baseline, credential: { fingerprint, since: now } };
}
