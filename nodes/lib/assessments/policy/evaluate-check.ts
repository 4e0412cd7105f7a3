import { hash } from 'node:crypto';
import { canonicalJson } from '../../util/canonical-json';
import type {
  Check,
  CheckContext,
  ConfigItem,
  EvidenceNote,
  EvidenceStep,
  RuleResult,
  SourceId,
  SourceResult,
  SourceResults,
  Status,
} from './types';

export interface ReadConfiguration {
  readonly source: SourceId;
  readonly items: readonly ConfigItem[];
}

export interface CheckResult extends RuleResult {
  readonly check: Check;
  readonly evidence: readonly EvidenceNote[];
  /** the configuration that was read */
  readonly contents: readonly ReadConfiguration[];
}

const MAX_EXCERPT_LENGTH = 300;

const STATUS_OF_UNAVAILABLE: Readonly<Record<Exclude<SourceResult['kind'], 'evidence' | 'empty'>, Status>> = {
  forbidden: 'no_permission',
  notLicensed: 'not_licensed',
  notReadable: 'not_readable',
  broken: 'error',
};

/** The status from the strongest decisive evidence. If no evidence decides, the reason why the strongest is missing. */
export function evaluateCheck(
  check: Check,
  sourceResults: SourceResults,
  context: CheckContext,
): CheckResult {
  if (check.evaluateLocally !== undefined)
    return evaluateLocal(check, check.evaluateLocally(context), context);
  const results = check.steps.flatMap((step) => {
    const sourceResult = sourceResults[step.source];
    return sourceResult === undefined ? [] : [{ step, sourceResult }];
  });
  const contents = results.flatMap(({ step, sourceResult }) => readConfiguration(step, sourceResult));
  const evidence = results.map(({ step, sourceResult }) => toEvidenceNote(step, sourceResult));
  return { check, ...(firstDecisive(results, context) ?? inconclusive(results)), evidence, contents };
}

interface StepResult {
  readonly step: EvidenceStep;
  readonly sourceResult: SourceResult;
}

function firstDecisive(results: readonly StepResult[], context: CheckContext): RuleResult | undefined {
  for (const { step, sourceResult } of results) {
    // A failed read of direct evidence might have contradicted the weaker evidence, so the weaker evidence is not used.
    if (step.optional && step.tier === 'direct' && sourceResult.kind === 'broken')
      return unavailableResult(sourceResult);
    const result = applyRule(step, sourceResult, context);
    if (result !== undefined) return result;
  }
  return undefined;
}

const unavailableResult = (sourceResult: Extract<SourceResult, { reason: string }>): RuleResult => ({
  status: STATUS_OF_UNAVAILABLE[sourceResult.kind],
  summary: sourceResult.reason,
});

const recordsOf = (sourceResult: SourceResult) =>
  sourceResult.kind === 'evidence' ? sourceResult.records : sourceResult.kind === 'empty' ? [] : undefined;

function applyRule(
  step: EvidenceStep,
  sourceResult: SourceResult,
  context: CheckContext,
): RuleResult | undefined {
  const records = recordsOf(sourceResult);
  return records === undefined ? undefined : step.rule(records, context);
}

function inconclusive(results: readonly StepResult[]): RuleResult {
  for (const { step, sourceResult } of results) {
    if (sourceResult.kind === 'evidence' || sourceResult.kind === 'empty') continue;
    if (step.optional && sourceResult.kind !== 'broken') continue;
    return unavailableResult(sourceResult);
  }
  // No source shows that the policy acts. That proves nothing, because the policy itself cannot be read.
  const summary = 'the API cannot read this policy, and no other source shows that it is active';
  return { status: 'not_readable', summary };
}

function readConfiguration(step: EvidenceStep, sourceResult: SourceResult): readonly ReadConfiguration[] {
  const records = recordsOf(sourceResult);
  if (step.toItems === undefined || records === undefined) return [];
  return [{ source: step.source, items: step.toItems(records) }];
}

function toEvidenceNote({ tier, toItems }: EvidenceStep, sourceResult: SourceResult): EvidenceNote {
  const { endpoint, httpStatus, collectedAt } = sourceResult.requestInfo;
  const records = recordsOf(sourceResult);
  if (records === undefined) {
    const excerpt = 'reason' in sourceResult ? sourceResult.reason.slice(0, MAX_EXCERPT_LENGTH) : '';
    return { tier, endpoint, httpStatus, collectedAt, sha256: null, excerpt };
  }
  // Ids and order are not stable, so neither goes into the hash.
  const content = (toItems === undefined ? records : toItems(records).map(({ value }) => value))
    .map(canonicalJson)
    .sort();
  const text = `[${content.join(',')}]`;
  return {
    tier,
    endpoint,
    httpStatus,
    collectedAt,
    sha256: hash('sha256', text),
    excerpt: text.slice(0, MAX_EXCERPT_LENGTH),
  };
}

function evaluateLocal(
  check: Check,
  { status, summary, excerpt }: RuleResult & { readonly excerpt: string },
  { now }: CheckContext,
): CheckResult {
  const evidence: EvidenceNote = {
    tier: 'direct',
    endpoint: '',
    httpStatus: null,
    collectedAt: new Date(now).toISOString(),
    sha256: null,
    excerpt,
  };
  return { check, status, summary, evidence: [evidence], contents: [] };
}
