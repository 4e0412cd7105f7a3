/** The last findings of a policy-check node, and how the status of each check changed. Pure. */
import { z } from 'zod';
import type { Finding } from '../../assessments/policy/finding';
import { STATUSES, type Status } from '../../assessments/policy/types';
import { type DriftRow, type FindingStatus, KEPT_DAYS } from '../../contracts/overview';
import { toName } from '../text';
import { dayOf } from './day-counts';

const MAX_CHANGES = 50;
/** More checks than there are. */
const MAX_CHECKS = 100;
export const MAX_AUTHORS = 3;

const status = z.enum(STATUSES);
const instant = z.string().max(40);

const driftSchema = z.object({
  from: instant,
  to: instant,
  added: z.number(),
  removed: z.number(),
  changed: z.number(),
  by: z.array(z.string().max(200)).max(MAX_AUTHORS).readonly(),
});

const findingSchema = z.object({
  status,
  /** days since the epoch, and the status from then on; an error is no change. The first one is where the history begins. */
  changes: z
    .array(z.tuple([z.number().int(), status]).readonly())
    .max(MAX_CHANGES)
    .readonly(),
  drift: driftSchema.nullable(),
});

export const postureSchema = z.object({
  runAt: instant,
  findings: z
    .record(z.string().max(60), findingSchema)
    .refine((findings) => Object.keys(findings).length <= MAX_CHECKS),
});

export type StoredPosture = Readonly<z.infer<typeof postureSchema>>;
export type StoredFinding = Readonly<z.infer<typeof findingSchema>>;

/** @param runAt ISO 8601 time of the start of the run */
export function addRun(
  before: StoredPosture | undefined,
  findings: readonly Finding[],
  runAt: string,
): StoredPosture {
  const day = dayOf(Date.parse(runAt));
  const checks = findings.slice(0, MAX_CHECKS).map((finding) => {
    const stored = before?.findings[finding.check];
    return [
      finding.check,
      {
        status: finding.status,
        changes: addChange(stored?.changes ?? [], day, finding.status),
        drift: toDriftRow(finding, runAt) ?? stored?.drift ?? null,
      },
    ] as const;
  });
  return { runAt, findings: Object.fromEntries(checks) };
}

type Changes = StoredFinding['changes'];

function addChange(changes: Changes, day: number, next: Status): Changes {
  // After the clock was put back, later days have never been.
  const kept = changes.filter(([at]) => at <= day);
  if (next === 'error' || kept.at(-1)?.[1] === next) return kept;
  const others = kept.filter(([at]) => at !== day);
  const added: Changes = others.at(-1)?.[1] === next ? others : [...others, [day, next]];
  // The status before the oldest kept day is still needed: it is the status of that day.
  const first = added.findLastIndex(([at]) => at <= day - KEPT_DAYS);
  return added.slice(Math.max(first, 0)).slice(-MAX_CHANGES);
}

export function toDriftRow({ drift }: Finding, to: string): DriftRow | undefined {
  if (drift === null) return undefined;
  const { since, added, removed, changed, explainedBy } = drift;
  const users = new Set((explainedBy ?? []).map(({ user }) => toName(user)).filter((user) => user !== ''));
  return {
    ...{ from: since, to, added: added.length, removed: removed.length, changed: changed.length },
    by: [...users].slice(0, MAX_AUTHORS),
  };
}

/** @param day days since the epoch */
export function statusOn({ changes }: StoredFinding, day: number): FindingStatus {
  return changes.findLast(([at]) => at <= day)?.[1] ?? 'unknown';
}

/** The day since which it has the status; null: since the begin of the history. */
export function statusSince({ changes }: StoredFinding, day: number): number | null {
  const at = changes.findLastIndex(([since]) => since <= day);
  return at <= 0 ? null : (changes[at]?.[0] ?? null);
}
