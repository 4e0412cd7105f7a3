/** The evidence and the drift of a finding, as the overview shows it on demand. Pure. */
import { z } from 'zod';
import type { Drift, Finding } from '../../assessments/policy/finding';
import type { EvidenceNote } from '../../assessments/policy/types';
import type { DriftDetail } from '../../contracts/overview';
import { sanitizeText } from '../../util/redaction/redactor';
import { toName, toReason } from '../text';
import { MAX_AUTHORS, toDriftRow } from './posture-history';

const MAX_EVIDENCE = 10;
const MAX_ITEMS = 20;
const MAX_EVENTS = 10;
/** characters */
const MAX_EXCERPT_LENGTH = 1000;
const MAX_EVENT_LENGTH = 200;

const short = z.string().max(400);

const evidenceSchema = z.object({
  tier: short,
  endpoint: short,
  httpStatus: z.number().nullable(),
  collectedAt: short,
  sha256: short.nullable(),
  excerpt: z.string().max(MAX_EXCERPT_LENGTH),
});

const driftSchema = z.object({
  from: short,
  to: short,
  added: z.number(),
  removed: z.number(),
  changed: z.number(),
  by: z.array(short).max(MAX_AUTHORS).readonly(),
  items: z
    .array(z.object({ name: short, change: z.enum(['added', 'removed', 'changed']) }))
    .max(MAX_ITEMS)
    .readonly(),
  events: z
    .array(z.object({ at: short, user: short, what: short }))
    .max(MAX_EVENTS)
    .readonly()
    .nullable(),
});

export const storedDetailSchema = z.object({
  summary: short,
  runAt: short,
  evidence: z.array(evidenceSchema).max(MAX_EVIDENCE).readonly(),
  drift: driftSchema.nullable(),
});

export type StoredDetail = Readonly<z.infer<typeof storedDetailSchema>>;

export function toStoredDetail(finding: Finding, runAt: string): StoredDetail {
  return {
    summary: toReason(finding.summary),
    runAt,
    evidence: finding.evidence.slice(0, MAX_EVIDENCE).map(toEvidence),
    drift: toDriftDetail(finding, runAt),
  };
}

const toEvidence = ({ tier, endpoint, httpStatus, collectedAt, sha256, excerpt }: EvidenceNote) => ({
  ...{ tier, endpoint: toName(endpoint, 300), httpStatus, collectedAt, sha256 },
  excerpt: sanitizeText(excerpt, MAX_EXCERPT_LENGTH),
});

function toDriftDetail(finding: Finding, runAt: string): DriftDetail | null {
  const row = toDriftRow(finding, runAt);
  if (row === undefined || finding.drift === null) return null;
  return { ...row, items: changedItems(finding.drift), events: eventsOf(finding.drift) };
}

function changedItems({ added, removed, changed }: Drift): DriftDetail['items'] {
  const named = (value: Readonly<Record<string, unknown>>): string => {
    const name = [value['description'], value['domain'], value['name'], value['id']].find(
      (text) => typeof text === 'string' && text !== '',
    );
    return toName(typeof name === 'string' ? name : '');
  };
  const items = [
    ...changed.map(({ name }) => ({ name: toName(name), change: 'changed' as const })),
    ...added.map((value) => ({ name: named(value), change: 'added' as const })),
    ...removed.map((value) => ({ name: named(value), change: 'removed' as const })),
  ];
  return items.slice(0, MAX_ITEMS);
}

const eventsOf = ({ explainedBy }: Drift): DriftDetail['events'] =>
  explainedBy?.slice(0, MAX_EVENTS).map(({ at, user, auditType, info }) => ({
    at: toName(at),
    user: toName(user),
    what: toName([auditType, info].filter((text) => text !== '').join(': '), MAX_EVENT_LENGTH),
  })) ?? null;
