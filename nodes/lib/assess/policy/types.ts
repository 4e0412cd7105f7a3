/** The words of the policy checks (issue D 2, peers 5.2). */
import type { CheckId, Targets } from '../../properties/policy-checks';
import type { Asked, Refusal } from '../../survey/answer';

export type Value = Readonly<Record<string, unknown>>;

/**
 * How much an answer proves: `direct`, the policy itself was read; `attested`, the account, its packages or its
 * statistics say so; `inferred`, a log names a definition that acted: that may prove that it is active, never
 * that it is not there.
 */
export type Tier = 'direct' | 'attested' | 'inferred';

export type Status =
  | 'pass'
  | 'fail'
  | 'not_configured'
  | 'disabled'
  | 'scope_gap'
  | 'not_licensed'
  | 'no_permission'
  | 'not_readable'
  | 'error';

export type Severity = 'low' | 'medium' | 'high' | 'critical';

/** One thing that can be read of a tenant; survey/policy-sources.ts knows how. */
export type SourceId =
  | 'account'
  | 'blockedSenders'
  | 'blockedSendersOlder'
  | 'antiSpoofing'
  | 'bypass'
  | 'bypassOlder'
  | 'greylisting'
  | 'outboundDkim'
  | 'journaling'
  | 'cloudIntegrated'
  | 'dmarcDomains'
  | 'urlStats'
  | 'attachmentStats'
  | 'impersonationStats'
  | 'urlLog'
  | 'attachmentLog'
  | 'impersonationLog'
  | 'dlpLog'
  | 'auditLog'
  | 'unpublishedContent'
  | 'unpublishedUrl'
  | 'unpublishedAttachment'
  | 'unpublishedArchive';

/** What a look brought, already without anything sensitive. */
export type Seen =
  | { readonly kind: 'evidence'; readonly records: readonly Value[]; readonly asked: Asked }
  | { readonly kind: 'empty'; readonly asked: Asked }
  | { readonly kind: Refusal; readonly reason: string; readonly asked: Asked };

export type SeenSources = Readonly<Partial<Record<SourceId, Seen>>>;

/** What is known besides. */
export interface Facts {
  readonly targets: Targets;
  /** epoch ms */
  readonly now: number;
  /** epoch ms at which the secret in use was first seen; undefined: there is none */
  readonly credentialSince: number | undefined;
}

export interface Verdict {
  readonly status: Status;
  readonly summary: string;
}

/** Something of a policy that is remembered, to see what changes. `name` tells one from another. */
export interface Item {
  readonly name: string;
  readonly value: Value;
}

export interface Step {
  readonly source: SourceId;
  readonly tier: Tier;
  /** Refusals say nothing: the tenant may well do without. */
  readonly optional?: true;
  /** @returns undefined: it decides nothing */
  readonly judge: (records: readonly Value[], facts: Facts) => Verdict | undefined;
  /** what is remembered of it; such a step is a read of the configuration */
  readonly remember?: (records: readonly Value[]) => readonly Item[];
}

export interface Check {
  readonly id: CheckId;
  readonly title: string;
  readonly protects: string;
  readonly severity: Severity;
  readonly remediation: string;
  /** in order of strength; the first that decides does */
  readonly steps: readonly Step[];
  /** for what no endpoint is asked */
  readonly known?: (facts: Facts) => Verdict & { readonly excerpt: string };
}

export interface EvidenceNote {
  readonly tier: Tier;
  readonly endpoint: string;
  readonly httpStatus: number | null;
  readonly collectedAt: string;
  /** of the content as it is compared; null where nothing was seen */
  readonly sha256: string | null;
  readonly excerpt: string;
}
