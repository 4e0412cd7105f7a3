/** Types of the policy checks. */

import type { Empty, RequestInfo, UnavailableReason } from '../../contracts/evidence';
import type { JsonObject } from '../../contracts/json';
import type { CheckId, Targets } from '../../properties/values/policy-checks';

/**
 * The strength of evidence. `direct`: the policy itself was read. `unpublished`: it was read on a path that Mimecast
 * does not document. `snapshot`: it was read from an export whose form is not documented. `attested`: the account, its packages or its
 * statistics show it. `inferred`: a log names a definition that acted, which can prove that a policy is active, but
 * never that it is missing.
 */
export type Tier = 'direct' | 'unpublished' | 'snapshot' | 'attested' | 'inferred';

export const STATUSES = [
  'pass',
  'fail',
  'not_configured',
  'disabled',
  'scope_gap',
  'not_licensed',
  'no_permission',
  'not_readable',
  'error',
] as const;
export type Status = (typeof STATUSES)[number];

export type Severity = 'low' | 'medium' | 'high' | 'critical';

/** One source that can be read from a tenant. */
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
  | 'managedUrls'
  | 'managedSenders'
  | 'internalDomains'
  | 'deliveryRoutes'
  | 'deliveryDefinitions'
  | 'directorySync'
  | 'roles'
  | 'connectors'
  | 'unpublishedContent'
  | 'unpublishedUrl'
  | 'unpublishedAttachment'
  | 'unpublishedArchive';

export interface SourceEvidence {
  readonly kind: 'evidence';
  readonly records: readonly JsonObject[];
  readonly requestInfo: RequestInfo;
}

export interface UnavailableSource {
  readonly kind: UnavailableReason;
  readonly reason: string;
  readonly requestInfo: RequestInfo;
}

/** Result of reading a source, after personal data was removed. */
export type SourceResult = SourceEvidence | Empty | UnavailableSource;

export type SourceResults = Readonly<Partial<Record<SourceId, SourceResult>>>;

/** Input of rules besides the records. */
export interface CheckContext {
  readonly targets: Targets;
  /** epoch ms */
  readonly now: number;
  /** first use of the current secret, epoch ms; undefined when there is none */
  readonly credentialSince: number | undefined;
}

export interface RuleResult {
  readonly status: Status;
  readonly summary: string;
}

/** A part of the configuration that is stored to detect changes. `name` identifies it. */
export interface ConfigItem {
  readonly name: string;
  readonly value: JsonObject;
}

/**
 * @param sources what else was read
 * @returns undefined when the records decide nothing; the same with a reason: `not_readable`
 */
export type Rule = (
  records: readonly JsonObject[],
  context: CheckContext,
  sources?: SourceResults,
) => RuleResult | undefined;

export interface EvidenceStep {
  readonly source: SourceId;
  readonly tier: Tier;
  /** An unavailable source proves nothing, because the tenant may not need it. */
  readonly optional?: true;
  readonly rule: Rule;
  /** the items to store; a step with it reads the configuration */
  readonly toItems?: (records: readonly JsonObject[]) => readonly ConfigItem[];
}

export interface Check {
  readonly id: CheckId;
  readonly title: string;
  readonly protects: string;
  readonly severity: Severity;
  readonly remediation: string;
  /** in order of strength */
  readonly steps: readonly EvidenceStep[];
  /**
   * How the steps are combined. By default, the first decisive one wins. `worst`: a step that does not pass wins.
   * `all`: each of them has to pass.
   */
  readonly combine?: 'worst' | 'all';
  /** for a check without an endpoint */
  readonly evaluateLocally?: (context: CheckContext) => RuleResult & { readonly excerpt: string };
}

export type CheckDefinition = Omit<Check, 'id'>;

export interface EvidenceNote {
  readonly tier: Tier;
  readonly endpoint: string;
  readonly httpStatus: number | null;
  readonly collectedAt: string;
  /** hash of the compared content; null when nothing was read */
  readonly sha256: string | null;
  readonly excerpt: string;
}
