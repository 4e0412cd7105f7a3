/** The results of policy checks as they are stored: the last findings, a count for each day, and what changed. Pure. */
import { z } from 'zod';

const evidenceSchema = z.object({
  tier: z.string(),
  endpoint: z.string(),
  httpStatus: z.number().nullable(),
  collectedAt: z.string(),
  excerpt: z.string(),
});

const findingSchema = z.object({
  status: z.string(),
  summary: z.string(),
  severity: z.string(),
  evidence: z.array(evidenceSchema),
});

/** How many checks ended how, on one day. */
const daySchema = z.object({
  /** ISO 8601 */
  at: z.string(),
  counts: z.record(z.string(), z.number()),
  /** percentage of passed checks among the assessed ones; null when none could be assessed */
  score: z.number().nullable(),
});

/** A check whose status or policies differ from the run before. */
const changeSchema = z.object({
  check: z.string(),
  /** ISO 8601 time of the run that noticed it */
  at: z.string(),
  /** time of the run that it is compared with; null when only the status differs */
  since: z.string().nullable(),
  previousStatus: z.string().nullable(),
  status: z.string(),
  added: z.number(),
  removed: z.number(),
  changed: z.number(),
  /** of changed items, a few */
  names: z.array(z.string()),
  /** who did it, from the audit log; empty when it names nobody; null when it could not be read */
  by: z.array(z.string()).nullable(),
});

export const resultsSchema = z.object({
  /** ISO 8601 start of the run of the findings */
  at: z.string(),
  runId: z.string(),
  /** by check */
  findings: z.record(z.string(), findingSchema),
  /** in order of time */
  days: z.array(daySchema),
  /** the newest last */
  changes: z.array(changeSchema),
});

export type StoredFinding = Readonly<z.infer<typeof findingSchema>>;
export type DayCounts = Readonly<z.infer<typeof daySchema>>;
export type StoredChange = Readonly<z.infer<typeof changeSchema>>;
export type PolicyResults = Readonly<z.infer<typeof resultsSchema>>;
