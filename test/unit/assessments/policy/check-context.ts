/** What rules and checks judge, and the context they judge it in. */
import assert from 'node:assert/strict';
import { CHECK_TABLE } from '../../../../nodes/lib/assessments/policy/checks';
import { type CheckResult, evaluateCheck } from '../../../../nodes/lib/assessments/policy/evaluate-check';
import type {
  Check,
  CheckContext,
  SourceResult,
  SourceResults,
} from '../../../../nodes/lib/assessments/policy/types';
import {
  type CheckId,
  DEFAULT_TARGETS,
  type Targets,
} from '../../../../nodes/lib/properties/values/policy-checks';

export const NOW = Date.parse('2026-11-22T00:00:00Z');
export const DAY = 86_400_000;

export const contextWith = (targets: Partial<Targets> = {}): CheckContext => ({
  targets: { ...DEFAULT_TARGETS, ...targets },
  now: NOW,
  credentialSince: undefined,
});

export const requestInfo = {
  endpoint: '/path',
  httpStatus: 200,
  collectedAt: new Date(NOW).toISOString(),
  calls: 1,
};

export const evidence = (...records: readonly object[]): SourceResult => ({
  kind: 'evidence',
  records: records.map((record) => ({ ...record })),
  requestInfo,
});
export const empty: SourceResult = { kind: 'empty', requestInfo };
export const unavailable = (kind: 'forbidden' | 'notLicensed' | 'notReadable' | 'broken'): SourceResult => ({
  kind,
  reason: `it is ${kind}`,
  requestInfo,
});

export function checkOf(id: CheckId): Check {
  const result = CHECK_TABLE.find((one) => one.id === id);
  assert.ok(result);
  return result;
}

/** With a secret that is a day older than the default target allows. */
export const evaluate = (
  id: CheckId,
  results: SourceResults,
  context: CheckContext = { ...contextWith(), credentialSince: NOW - 91 * DAY },
): CheckResult => evaluateCheck(checkOf(id), results, context);
