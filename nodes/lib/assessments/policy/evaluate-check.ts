import { hash } from 'node:crypto';
import { canonicalJson } from '../../util/canonical-json';
import { undecided } from './rules/results';
import { CONFIRMATIONS } from './sources';
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
  const results = check.steps.flatMap((step): readonly StepResult[] => {
    const sourceResult = sourceResults[step.source];
    if (sourceResult === undefined) return [];
    return [{ step, sourceResult, verdict: applyRule(step, sourceResult, context, sourceResults) }];
  });
  const contents = results.flatMap(({ step, sourceResult }) => readConfiguration(step, sourceResult));
  const evidence = results.map(({ step, sourceResult }) => toEvidenceNote(step, sourceResult));
  const verdict = COMBINATIONS[check.combine ?? 'first'](results);
  return { check, ...(verdict ?? inconclusive(results)), evidence, contents };
}

interface StepResult {
  readonly step: EvidenceStep;
  readonly sourceResult: SourceResult;
  readonly verdict: RuleResult | undefined;
}

type Combine = (results: readonly StepResult[]) => RuleResult | undefined;

/** What a rule could not judge decides nothing. */
const decisive = ({ verdict }: StepResult): RuleResult | undefined =>
  verdict?.status === 'not_readable' ? undefined : verdict;
const notPassed = (results: readonly StepResult[]): RuleResult | undefined =>
  results.map(decisive).find((verdict) => verdict !== undefined && verdict.status !== 'pass');

function firstDecisive(results: readonly StepResult[]): RuleResult | undefined {
  for (const result of results) {
    const { step, sourceResult } = result;
    // A failed read of direct evidence might have contradicted the weaker evidence, so the weaker evidence is not used.
    if (step.optional && step.tier === 'direct' && sourceResult.kind === 'broken')
      return unavailableResult(sourceResult);
    const verdict = decisive(result);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

/** A pass of one step does not hide what another one found. */
const worst: Combine = (results) =>
  notPassed(results) ?? results.map(decisive).find((verdict) => verdict !== undefined);

/** A step that decides nothing is no pass. */
function allPassed(results: readonly StepResult[]): RuleResult | undefined {
  const verdicts = results.flatMap((result) => decisive(result) ?? []);
  if (verdicts.length < results.length) return notPassed(results);
  return (
    notPassed(results) ?? {
      status: 'pass',
      summary: verdicts.map(({ summary }) => summary).join('; '),
    }
  );
}

const COMBINATIONS: Readonly<Record<'first' | NonNullable<Check['combine']>, Combine>> = {
  first: firstDecisive,
  worst,
  all: allPassed,
};

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
  sourceResults: SourceResults,
): RuleResult | undefined {
  const records = recordsOf(sourceResult);
  if (records === undefined) return undefined;
  const verdict = step.rule(records, context, sourceResults);
  return records.length === 0 && verdict?.status === 'pass' && !isConfirmed(step.source, sourceResults)
    ? undecided(
        'the list is empty, and nothing else of the same product could be read: the application may not see what there is',
      )
    : verdict;
}

/** Whether something else of the same product was read, where that is needed to trust an empty list. */
function isConfirmed(source: SourceId, sourceResults: SourceResults): boolean {
  const others = CONFIRMATIONS[source];
  return others === undefined || others.some((other) => sourceResults[other]?.kind === 'evidence');
}

function inconclusive(results: readonly StepResult[]): RuleResult {
  for (const { step, sourceResult, verdict } of results) {
    if (verdict?.status === 'not_readable') return verdict;
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
