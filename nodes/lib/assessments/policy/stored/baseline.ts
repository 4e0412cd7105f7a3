/** What a policy-check node stores between runs. Pure. It never contains a secret. */
import { z } from 'zod';
import { epochMs } from '../../../util/epoch-schema';
import { resultsSchema } from './results';

const itemSchema = z.object({ name: z.string(), value: z.record(z.string(), z.unknown()) });

const contentSchema = z.object({
  /** ISO 8601 time of the last read */
  at: z.string(),
  items: z.array(itemSchema),
  /** the items are only names and hashes, because the list is long */
  digest: z.boolean().optional(),
});

const checkSchema = z.object({
  /** the last status other than `error`; `error` only if there never was another one */
  status: z.string(),
  /** by source, because two sources may describe the same policy differently */
  contents: z.record(z.string(), contentSchema),
});

const baselineSchema = z.object({
  version: z.literal(1),
  /** Mimecast's account code; '' when the application may not read it */
  account: z.string(),
  /** start of the last complete run, epoch ms */
  lastRun: epochMs.nullable(),
  /** a run has started and not ended, or the last one ended with errors */
  owed: z.boolean().optional(),
  /** first use of each secret in epoch ms, by its fingerprint */
  credentials: z.record(z.string(), epochMs),
  checks: z.record(z.string(), checkSchema),
  /** the policies that were sent, by source; only where policies leave the node */
  policies: z.record(z.string(), contentSchema).optional(),
  /** missing in older files; another form is dropped, because only reports and metrics need it */
  results: resultsSchema.optional().catch(undefined),
});

export type Baseline = Readonly<z.infer<typeof baselineSchema>>;
export type StoredContent = Readonly<z.infer<typeof contentSchema>>;
export type StoredCheck = Readonly<z.infer<typeof checkSchema>>;

export const EMPTY_BASELINE: Baseline = {
  version: 1,
  account: '',
  lastRun: null,
  credentials: {},
  checks: {},
};

/** @returns undefined when the text is not a baseline */
export function parseBaseline(text: string): Baseline | undefined {
  try {
    const parsed = baselineSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Drops the policies of another account. The ages of secrets stay. */
export function forAccount(baseline: Baseline, account: string): Baseline {
  const hasBoth = baseline.account !== '' && account !== '';
  if (hasBoth && baseline.account !== account)
    return { ...EMPTY_BASELINE, account, credentials: baseline.credentials };
  return account === '' ? baseline : { ...baseline, account };
}

/** Limits the file when secrets change often. */
const MAX_CREDENTIALS = 50;

/** Records the first use of a secret. An old secret that is used again keeps its age. @param fingerprint '': no secret */
export function addCredential(baseline: Baseline, fingerprint: string, now: number): Baseline {
  if (fingerprint === '' || Object.hasOwn(baseline.credentials, fingerprint)) return baseline;
  const newest = Object.entries(baseline.credentials)
    .sort(([, a], [, b]) => b - a)
    .slice(0, MAX_CREDENTIALS - 1);
  return { ...baseline, credentials: { ...Object.fromEntries(newest), [fingerprint]: now } };
}
