/** Adds the findings of a run to the stored results, which reports and metrics read. Pure. */

import { addToDays } from '../last-of-days';
import type { Drift, Finding, Summary } from './finding';
import { policyName } from './normalize-policy';
import type { PolicyResults, StoredChange, StoredFinding } from './stored/results';

const MAX_CHANGES = 100;
const MAX_NAMES = 5;
const MAX_USERS = 5;
const MAX_NOTES = 4;
/** characters; a summary lists what an administrator called things */
const MAX_SUMMARY_LENGTH = 1_000;
const MAX_TEXT_LENGTH = 300;

export function recordResults(
  before: PolicyResults | undefined,
  findings: readonly Finding[],
  { runId, startedAt, counts, score }: Pick<Summary, 'runId' | 'startedAt' | 'counts' | 'score'>,
): PolicyResults {
  const changes = findings.flatMap((finding) => toChange(finding, startedAt));
  return {
    at: startedAt,
    runId,
    findings: Object.fromEntries(findings.map((finding) => [finding.check, toStoredFinding(finding)])),
    days: addToDays(before?.days ?? [], { at: startedAt, counts: { ...counts }, score }, saysLess),
    changes: [...(before?.changes ?? []), ...changes].slice(-MAX_CHANGES),
  };
}

/** A run without any assessed check must not replace one that assessed some. */
const saysLess = (entry: { score: number | null }, before: { score: number | null }): boolean =>
  entry.score === null && before.score !== null;

function toStoredFinding({ status, summary, severity, evidence }: Finding): StoredFinding {
  return {
    status,
    severity,
    summary: summary.slice(0, MAX_SUMMARY_LENGTH),
    evidence: evidence.slice(0, MAX_NOTES).map(({ tier, endpoint, httpStatus, collectedAt, excerpt }) => ({
      tier,
      endpoint: endpoint.slice(0, MAX_TEXT_LENGTH),
      httpStatus,
      collectedAt,
      excerpt: excerpt.slice(0, MAX_TEXT_LENGTH),
    })),
  };
}

/** The first result of a check is no change. */
function toChange({ check, status, previousStatus, changed, drift }: Finding, at: string): StoredChange[] {
  if (!changed || previousStatus === null) return [];
  const result = { check, at, previousStatus, status };
  if (drift === null)
    return [{ ...result, since: null, added: 0, removed: 0, changed: 0, names: [], by: null }];
  return [
    {
      ...result,
      since: drift.since,
      added: drift.added.length,
      removed: drift.removed.length,
      changed: drift.changed.length,
      names: namesOf(drift),
      by: drift.explainedBy === null ? null : usersOf(drift.explainedBy),
    },
  ];
}

function namesOf({ added, removed, changed }: Drift): string[] {
  const items = [...changed.map(({ name }) => name), ...[...added, ...removed].map(policyName)];
  return [...new Set(items)]
    .filter((name) => name !== '')
    .slice(0, MAX_NAMES)
    .map((name) => name.slice(0, MAX_TEXT_LENGTH));
}

const usersOf = (events: NonNullable<Drift['explainedBy']>): string[] =>
  [...new Set(events.map(({ user }) => user))]
    .filter((user) => user !== '')
    .slice(0, MAX_USERS)
    .map((user) => user.slice(0, MAX_TEXT_LENGTH));
