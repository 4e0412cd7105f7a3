import { hash } from 'node:crypto';
import { canonicalJson } from '../../streams/paged/canonical';
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
  /** the configuration as far as it was read */
  readonly contents: readonly Content[];
}

const EXCERPT = 300;

const REFUSED: Readonly<Record<Exclude<Seen['kind'], 'evidence' | 'empty'>, Status>> = {
  forbidden: 'no_permission',
  notLicensed: 'not_licensed',
  notReadable: 'not_readable',
  broken: 'error',
};

/** The strongest evidence that decides; where none does, why the strongest could not be had. */
export function judgeCheck(check: Check, seen: SeenSources, facts: Facts): Judged {
  if (check.known !== undefined) return judgeKnown(check, check.known(facts), facts);
  const looks = check.steps.flatMap((step) => {
    const one = seen[step.source];
    return one === undefined ? [] : [{ step, seen: one }];
  });
  const contents = looks.flatMap(({ step, seen: one }) => contentOf(step, one));
  const evidence = looks.map(({ step, seen: one }) => note(step, one));
  return { check, ...(decided(looks, facts) ?? undecided(looks)), evidence, contents };
}

interface Look {
  readonly step: Step;
  readonly seen: Seen;
}

function decided(looks: readonly Look[], facts: Facts): Verdict | undefined {
  for (const { step, seen } of looks) {
    // What broke could have been read, and might have said otherwise than all that is weaker.
    if (step.optional && step.tier === 'direct' && seen.kind === 'broken') return refusal(seen);
    const verdict = decide(step, seen, facts);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

const refusal = (seen: Extract<Seen, { reason: string }>): Verdict => ({
  status: REFUSED[seen.kind],
  summary: seen.reason,
});

const recordsOf = (seen: Seen) =>
  seen.kind === 'evidence' ? seen.records : seen.kind === 'empty' ? [] : undefined;

function decide(step: Step, seen: Seen, facts: Facts): Verdict | undefined {
  const records = recordsOf(seen);
  return records === undefined ? undefined : step.judge(records, facts);
}

function undecided(looks: readonly Look[]): Verdict {
  for (const { step, seen } of looks) {
    if (seen.kind === 'evidence' || seen.kind === 'empty') continue;
    if (step.optional && seen.kind !== 'broken') continue;
    return refusal(seen);
  }
  // Looked everywhere and nothing says so: that proves nothing, because the policy itself can't be read.
  const words = 'the API has no read of this policy, and nothing else shows that it acts';
  return { status: 'not_readable', summary: words };
}

function contentOf(step: Step, seen: Seen): readonly Content[] {
  const records = recordsOf(seen);
  if (step.remember === undefined || records === undefined) return [];
  return [{ source: step.source, items: step.remember(records) }];
}

function note({ tier, remember }: Step, seen: Seen): EvidenceNote {
  const { endpoint, httpStatus, collectedAt } = seen.asked;
  const records = recordsOf(seen);
  if (records === undefined) {
    const excerpt = 'reason' in seen ? seen.reason.slice(0, EXCERPT) : '';
    return { tier, endpoint, httpStatus, collectedAt, sha256: null, excerpt };
  }
  // Neither ids nor order are stable, so both are left out of what is hashed.
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
    excerpt: text.slice(0, EXCERPT),
  };
}

function judgeKnown(check: Check, known: Verdict & { readonly excerpt: string }, { now }: Facts): Judged {
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
