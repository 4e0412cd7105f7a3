import { hash } from 'node:crypto';
import { canonicalJson } from '../../util/canonical-json';
import type {
  Check,
  EvidenceNote,
  Facts,
  Item,
  Seen,
  SeenSources,
  SourceId,
  Status,
  Step,
  Verdict,
} from './types';

export interface Content {
  readonly source: SourceId;
  readonly items: readonly Item[];
}

export interface Judged extends Verdict {
  readonly check: Check;
  readonly evidence: readonly EvidenceNote[];
  /** the configuration that was read */
  readonly contents: readonly Content[];
}

const MAX_EXCERPT_LENGTH = 300;

const STATUS_OF_UNAVAILABLE: Readonly<Record<Exclude<Seen['kind'], 'evidence' | 'empty'>, Status>> = {
  forbidden: 'no_permission',
  notLicensed: 'not_licensed',
  notReadable: 'not_readable',
  broken: 'error',
};

/** The status from the strongest decisive evidence. If no evidence decides, the reason why the strongest is missing. */
export function judgeCheck(check: Check, sourceResults: SeenSources, context: Facts): Judged {
  if (check.known !== undefined) return evaluateLocal(check, check.known(context), context);
  const results = check.steps.flatMap((step) => {
    const sourceResult = sourceResults[step.source];
    return sourceResult === undefined ? [] : [{ step, sourceResult }];
  });
  const contents = results.flatMap(({ step, sourceResult }) => readConfiguration(step, sourceResult));
  const evidence = results.map(({ step, sourceResult }) => toEvidenceNote(step, sourceResult));
  return { check, ...(firstDecisive(results, context) ?? inconclusive(results)), evidence, contents };
}

interface StepResult {
  readonly step: Step;
  readonly sourceResult: Seen;
}

function firstDecisive(results: readonly StepResult[], context: Facts): Verdict | undefined {
  for (const { step, sourceResult } of results) {
    // A failed read of direct evidence might have contradicted the weaker evidence, so the weaker evidence is not used.
    if (step.optional && step.tier === 'direct' && sourceResult.kind === 'broken')
      return unavailableResult(sourceResult);
    const verdict = applyRule(step, sourceResult, context);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

const unavailableResult = (sourceResult: Extract<Seen, { reason: string }>): Verdict => ({
  status: STATUS_OF_UNAVAILABLE[sourceResult.kind],
  summary: sourceResult.reason,
});

const recordsOf = (sourceResult: Seen) =>
  sourceResult.kind === 'evidence' ? sourceResult.records : sourceResult.kind === 'empty' ? [] : undefined;

function applyRule(step: Step, sourceResult: Seen, context: Facts): Verdict | undefined {
  const records = recordsOf(sourceResult);
  return records === undefined ? undefined : step.judge(records, context);
}

function inconclusive(results: readonly StepResult[]): Verdict {
  for (const { step, sourceResult } of results) {
    if (sourceResult.kind === 'evidence' || sourceResult.kind === 'empty') continue;
    if (step.optional && sourceResult.kind !== 'broken') continue;
    return unavailableResult(sourceResult);
  }
  // No source shows that the policy acts. That proves nothing, because the policy itself cannot be read.
  const summary = 'the API cannot read this policy, and no other source shows that it is active';
  return { status: 'not_readable', summary };
}

function readConfiguration(step: Step, sourceResult: Seen): readonly Content[] {
  const records = recordsOf(sourceResult);
  if (step.remember === undefined || records === undefined) return [];
  return [{ source: step.source, items: step.remember(records) }];
}

function toEvidenceNote({ tier, remember }: Step, sourceResult: Seen): EvidenceNote {
  const { endpoint, httpStatus, collectedAt } = sourceResult.asked;
  const records = recordsOf(sourceResult);
  if (records === undefined) {
    const excerpt = 'reason' in sourceResult ? sourceResult.reason.slice(0, MAX_EXCERPT_LENGTH) : '';
    return { tier, endpoint, httpStatus, collectedAt, sha256: null, excerpt };
  }
  // Ids and order are not stable, so neither goes into the hash.
  const content = (remember === undefined ? records : remember(records).map(({ value }) => value))
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

function evaluateLocal(check: Check, known: Verdict & { readonly excerpt: string }, { now }: Facts): Judged {
  const { status, summary, excerpt } = known;
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
