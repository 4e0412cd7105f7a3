/** One run of the policy checks: collect, evaluate, compare, explain, send, save. */

import { hash, randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NodeMessage } from 'node-red';
import type { EvidenceContext } from '../../assessments/evidence/collect-evidence';
import { selectedChecks, sourcesOf } from '../../assessments/policy/checks';
import { explainingEvents, isConfigurationEvent } from '../../assessments/policy/drift';
import { evaluateCheck } from '../../assessments/policy/evaluate-check';
import {
  buildFinding,
  buildSummary,
  type Drift,
  detectDrift,
  type Finding,
  type RawDrift,
  type Summary,
  updateBaseline,
} from '../../assessments/policy/finding';
import { collectPolicyEvidence, readAuditEvents } from '../../assessments/policy/policy-evidence';
import {
  buildPolicyRecords,
  chunkRecords,
  countChanges,
  type PolicyRecord,
} from '../../assessments/policy/policy-records';
import { recordResults } from '../../assessments/policy/record-results';
import { addCredential, type Baseline, forAccount } from '../../assessments/policy/stored/baseline';
import type { ApiClient } from '../../contracts/api-client';
import type { policyCheckProperties } from '../../properties/node/assessments/policy-check';
import type { Settings } from '../../properties/property-types';
import { MINUTE_MS } from '../../util/time';

/** Tolerance: events have whole seconds of Mimecast's clock, which may differ from the local one. */
const CLOCK_TOLERANCE_MS = MINUTE_MS;

export type PolicySettings = Settings<typeof policyCheckProperties>;

export interface PolicyRunDeps {
  /** by default a new one */
  readonly runId?: string;
  readonly settings: PolicySettings;
  readonly client: ApiClient;
  /** label of the account node, used where Mimecast's code is unknown */
  readonly label: string;
  readonly credential: string;
  readonly context: EvidenceContext;
  finding(message: NodeMessage): void;
  policies(message: NodeMessage): void;
  summary(message: NodeMessage): void;
  save(baseline: Baseline): Promise<void>;
}

export interface PolicyRunResult {
  readonly baseline: Baseline;
  readonly summary: Summary;
  /** all of them, also those that were not sent because nothing changed */
  readonly findings: readonly Finding[];
}

/** @throws the signal's reason when aborted; what saving throws */
export async function runPolicyChecks(before: Baseline, deps: PolicyRunDeps): Promise<PolicyRunResult> {
  const { runId = randomUUID(), settings, client, context } = deps;
  const startedAt = Date.now();
  const callsBefore = client.calls;
  const code = await client.identity(context).then(
    (identity) => identity.code,
    (error: unknown) => {
      // Without the identity the other calls fail as well; their results contain the reason.
      context.signal.throwIfAborted();
      if (error instanceof Error) return '';
      throw error;
    },
  );
  const ownBaseline = addCredential(forAccount(before, code), deps.credential, startedAt);
  const checks = selectedChecks(settings.checks);
  const { targets, unpublished } = settings;
  const options = { now: startedAt, unpublished: unpublished || client.legacy === true, ...targets };
  const sources = await collectPolicyEvidence(sourcesOf(checks), options, context);
  const checkContext = {
    targets,
    now: startedAt,
    credentialSince: ownBaseline.credentials[deps.credential],
  };
  const results = checks.map((check) => evaluateCheck(check, sources, checkContext));
  const drifts = results.map((one) => detectDrift(one, ownBaseline.checks[one.check.id]));
  const explained = await explainDrifts(drifts, context);
  const findings = results.map((one, index) =>
    buildFinding(one, ownBaseline.checks[one.check.id], explained[index], runId),
  );
  const endedAt = Date.now();
  const account = code === '' ? deps.label : code;
  const at = new Date(startedAt).toISOString();
  const onlyChanges = settings.findings === 'changed';
  if (settings.output !== 'policies') {
    const sent = onlyChanges ? findings.filter(({ changed }) => changed) : findings;
    for (const finding of sent) deps.finding(toFindingMessage(finding, account, endedAt));
  }
  const policies =
    settings.output === 'findings'
      ? undefined
      : buildPolicyRecords(sources, ownBaseline.policies, { runId, at });
  if (policies !== undefined) {
    const sent = onlyChanges
      ? policies.records.filter(({ change }) => change !== 'unchanged')
      : policies.records;
    await sendPolicies(sent, account, endedAt, deps);
  }
  const run = { runId, startedAt, endedAt, calls: client.calls - callsBefore };
  const summary = buildSummary(findings, run, policies && countChanges(policies.records));
  deps.summary(toSummaryMessage(summary, endedAt));
  const owed = summary.counts.error > 0;
  const baseline = {
    ...updateBaseline(ownBaseline, results, { at, startedAt }),
    owed,
    results: recordResults(ownBaseline.results, findings, summary),
    ...(policies !== undefined && { policies: policies.history }),
  };
  // Saved last: the next run finds again what was not sent.
  await deps.save(baseline);
  return { baseline, summary, findings };
}

/** Queries the audit log once, and only when something changed. */
async function explainDrifts(
  drifts: readonly (RawDrift | undefined)[],
  context: EvidenceContext,
): Promise<readonly (Drift | undefined)[]> {
  const driftTimes = drifts.flatMap((drift) => (drift === undefined ? [] : [Date.parse(drift.since)]));
  if (driftTimes.length === 0) return drifts.map(() => undefined);
  const range = { from: Math.min(...driftTimes) - CLOCK_TOLERANCE_MS, to: Date.now() + CLOCK_TOLERANCE_MS };
  const events = await readAuditEvents(range, context, isConfigurationEvent);
  return drifts.map((drift) => {
    if (drift === undefined) return undefined;
    const from = Date.parse(drift.since) - CLOCK_TOLERANCE_MS;
    return { ...drift, explainedBy: events === null ? null : explainingEvents(drift, events, from) };
  });
}

/** Yields to the event loop between two messages: a tenant may have thousands of managed links. */
async function sendPolicies(
  records: readonly PolicyRecord[],
  account: string,
  at: number,
  { policies: send, context }: PolicyRunDeps,
): Promise<void> {
  for (const chunk of chunkRecords(records)) {
    send(toPolicyMessage(chunk, account, at));
    await nextTurn();
    context.signal.throwIfAborted();
  }
}

function toPolicyMessage(records: readonly PolicyRecord[], account: string, at: number): NodeMessage {
  const type = records[0]?.policy ?? '';
  const repeated = new Map<string, number>();
  const ids = records.map(({ sha256, change, runId }) => {
    const key = `${change} ${sha256}`;
    const before = repeated.get(key) ?? 0;
    repeated.set(key, before + 1);
    return hash('sha256', JSON.stringify([account, type, runId, key, before])).slice(0, 32);
  });
  const collectedAt = new Date(at).toISOString();
  return {
    topic: `mimecast/policy/${type}`,
    // Flows may modify a message, and the values are compared with those of the next run.
    payload: structuredClone(records),
    mimecast: { account, log: 'policy', type, ids, collectedAt },
  };
}

function toFindingMessage(payload: Finding, account: string, at: number): NodeMessage {
  const { check, runId } = payload;
  const id = hash('sha256', JSON.stringify([account, check, runId])).slice(0, 32);
  const collectedAt = new Date(at).toISOString();
  return {
    topic: `mimecast/finding/${check}`,
    payload,
    mimecast: { account, log: 'finding', type: check, id, collectedAt },
  };
}

function toSummaryMessage(summary: Summary, at: number): NodeMessage {
  const header = { kind: 'summary', log: 'finding', type: 'run', at: new Date(at).toISOString() };
  return { topic: 'mimecast/report', payload: { ...header, ...summary } };
}
