/** The checks: what each protects, its evidence in order of strength, and the remediation. */

import type { JsonObject } from '../../contracts/json';
import { CHECKS, type CheckId } from '../../properties/values/policy-checks';
import { DAY_MS } from '../../util/time';
import { toConfigItems, toStableItems } from './normalize-policy';
import {
  activeList,
  auditActivity,
  bypasses,
  coversInbound,
  coversOutbound,
  coversRecipients,
  detections,
  dmarcEnforced,
  engine,
  journaling,
  licensed,
  recentActivity,
  requiredPackages,
  retention,
  undocumentedForm,
} from './rules';
import type { Check, CheckContext, ConfigItem, EvidenceStep, Rule, SourceId, Tier } from './types';

const policyStep = (source: SourceId, rule: Rule): EvidenceStep => ({
  source,
  tier: 'direct',
  rule,
  toItems: toConfigItems,
});
/** A source whose form is not documented. */
const withoutVolatile = (source: SourceId, rule: Rule): EvidenceStep => ({
  ...policyStep(source, rule),
  toItems: toStableItems,
});
const evidenceStep = (source: SourceId, tier: Tier, rule: Rule): EvidenceStep => ({ source, tier, rule });
const optionalStep = (one: EvidenceStep): EvidenceStep => ({ ...one, optional: true });

/** Members of the account, each as an item under its name. */
const accountMembers =
  (...names: readonly string[]) =>
  ([account]: readonly JsonObject[]): readonly ConfigItem[] =>
    names
      .filter((name) => account?.[name] !== undefined)
      .map((name) => ({ name, value: { [name]: account?.[name] } }));

/** Evidence for one engine: the policy of Cloud Integrated, then the licence, then statistics and logs. */
const engineSteps = (parts: {
  readonly member: RegExp;
  readonly licence: RegExp;
  readonly called: string;
  readonly stats: SourceId;
  readonly log: SourceId;
  readonly unpublished?: SourceId;
}): readonly EvidenceStep[] => [
  optionalStep({
    ...policyStep('cloudIntegrated', engine(parts.member)),
    toItems: ([record]) =>
      Object.entries(record ?? {})
        .filter(([name]) => parts.member.test(name))
        .map(([name, value]) => ({ name, value: { [name]: value } })),
  }),
  ...(parts.unpublished === undefined ? [] : [withoutVolatile(parts.unpublished, undocumentedForm)]),
  evidenceStep('account', 'attested', licensed(parts.licence, parts.called)),
  optionalStep(evidenceStep(parts.stats, 'attested', detections)),
  evidenceStep(parts.log, 'inferred', recentActivity),
];

const blockedSendersRule = activeList({
  what: 'blocked-senders policy',
  covers: coversRecipients,
  gap: 'all recipients',
});

const DEFINITIONS: Readonly<Record<CheckId, Omit<Check, 'id'>>> = {
  blocked_senders: {
    title: 'Blocked senders are refused',
    protects: 'mailboxes from known unwanted senders',
    severity: 'medium',
    remediation:
      'In Gateway | Policies | Blocked Senders keep a policy active that blocks for all recipients.',
    steps: [
      policyStep('blockedSenders', blockedSendersRule),
      policyStep('blockedSendersOlder', blockedSendersRule),
    ],
  },
  content_examination: {
    title: 'Content examination looks at outgoing mail',
    protects: 'confidential data from being sent out',
    severity: 'high',
    remediation:
      'In Gateway | Policies | Content Examination give a definition to a policy for outbound mail.',
    steps: [
      withoutVolatile('unpublishedContent', undocumentedForm),
      evidenceStep(
        'account',
        'attested',
        licensed(/data leak|\bdlp\b|content examination/i, 'Data Leak Prevention'),
      ),
      evidenceStep('dlpLog', 'inferred', recentActivity),
    ],
  },
  url_protection: {
    title: 'Links are rewritten and scanned',
    protects: 'people from links to harmful pages',
    severity: 'high',
    remediation: 'In Gateway | Policies | URL Protection give a definition to a policy for all recipients.',
    steps: engineSteps({
      member: /url/i,
      licence: /url protect/i,
      called: 'URL Protection',
      stats: 'urlStats',
      log: 'urlLog',
      unpublished: 'unpublishedUrl',
    }),
  },
  attachment_protection: {
    title: 'Attachments are opened in a sandbox first',
    protects: 'people from harmful files',
    severity: 'high',
    remediation:
      'In Gateway | Policies | Attachment Protection give a definition to a policy for all recipients.',
    steps: engineSteps({
      member: /attachment/i,
      licence: /attachment protect/i,
      called: 'Attachment Protection',
      stats: 'attachmentStats',
      log: 'attachmentLog',
      unpublished: 'unpublishedAttachment',
    }),
  },
  archive_retention: {
    title: 'Mail is archived long enough',
    protects: 'evidence and records',
    severity: 'medium',
    remediation: 'In Account | Account Settings increase the maximum retention to what your rules require.',
    steps: [
      {
        ...evidenceStep('account', 'attested', retention),
        toItems: accountMembers('archive', 'maxRetention', 'maxRetentionConfirmed', 'minRetentionEnabled'),
      },
      withoutVolatile('unpublishedArchive', () => undefined),
    ],
  },
  account_features: {
    title: 'The account has the products that it should have',
    protects: 'against protection that expired unnoticed',
    severity: 'medium',
    remediation: 'Ask Mimecast or your partner for the packages that are missing, or change the target.',
    steps: [
      {
        ...evidenceStep('account', 'attested', requiredPackages),
        toItems: accountMembers('packages', 'gateway', 'type'),
      },
    ],
  },
  admin_audit: {
    title: 'Administrative activity is logged',
    protects: 'the record of who did what',
    severity: 'high',
    remediation:
      'Check in Account | Audit Logs that there are events, and that the application may read them.',
    steps: [evidenceStep('auditLog', 'direct', auditActivity)],
  },
  impersonation_protection: {
    title: 'Senders who pose as somebody else are caught',
    protects: 'people from fraud in the name of colleagues and partners',
    severity: 'high',
    remediation:
      'In Gateway | Policies | Impersonation Protection give a definition to a policy for all recipients.',
    steps: engineSteps({
      member: /impersonat/i,
      licence: /impersonation protect/i,
      called: 'Impersonation Protection',
      stats: 'impersonationStats',
      log: 'impersonationLog',
    }),
  },
  anti_spoofing: {
    title: 'Mail from outside that uses your domains is refused',
    protects: 'people from mail in the name of their own company',
    severity: 'high',
    remediation:
      'In Gateway | Policies | Anti-Spoofing keep a policy active from everyone to internal addresses.',
    steps: [
      policyStep(
        'antiSpoofing',
        activeList({ what: 'anti-spoofing policy', covers: coversInbound, gap: 'all inbound mail' }),
      ),
    ],
  },
  anti_spoofing_bypass: {
    title: 'Exceptions from anti-spoofing are narrow',
    protects: 'anti-spoofing from being undone by an exception',
    severity: 'critical',
    remediation:
      'Bind each bypass to a sender and to its servers, and remove those that are no longer needed.',
    steps: [policyStep('bypass', bypasses), policyStep('bypassOlder', bypasses)],
  },
  outbound_dkim: {
    title: 'Outgoing mail is signed with DKIM',
    protects: 'your domains from being used by others',
    severity: 'medium',
    remediation: 'In Gateway | Policies | DNS Authentication - Outbound sign for all internal senders.',
    steps: [
      policyStep(
        'outboundDkim',
        activeList({ what: 'outbound signing policy', covers: coversOutbound, gap: 'all internal senders' }),
      ),
    ],
  },
  journaling: {
    title: 'Journaling runs',
    protects: 'the completeness of the archive',
    severity: 'medium',
    remediation: 'In Services | Journaling check the state of the connector.',
    steps: [withoutVolatile('journaling', journaling)],
  },
  greylisting: {
    title: 'Unknown servers are greylisted',
    protects: 'mailboxes from bulk senders that do not retry',
    severity: 'low',
    remediation:
      'In Gateway | Policies | Greylisting keep a policy active from everyone to internal addresses.',
    steps: [
      policyStep(
        'greylisting',
        activeList({ what: 'greylisting policy', covers: coversInbound, gap: 'all inbound mail' }),
      ),
    ],
  },
  dmarc_enforcement: {
    title: 'Own domains enforce DMARC',
    protects: 'others from mail in your name',
    severity: 'high',
    remediation: 'Publish p=quarantine or p=reject for the domains named, once their senders are aligned.',
    steps: [
      {
        ...policyStep('dmarcDomains', dmarcEnforced),
        toItems: (records) =>
          records.map(({ domain, dmarcPolicy, activityStatus }) => ({
            name: String(domain ?? ''),
            value: { domain, dmarcPolicy, activityStatus },
          })),
      },
    ],
  },
  credential_age: {
    title: 'The client secret is renewed in time',
    protects: 'against a secret that was leaked long ago',
    severity: 'medium',
    remediation: 'Issue a new secret for the API application and enter it in the account node.',
    steps: [],
    evaluateLocally: credentialAge,
  },
};

function credentialAge({
  credentialSince,
  now,
  targets,
}: CheckContext): ReturnType<NonNullable<Check['evaluateLocally']>> {
  if (credentialSince === undefined) {
    return { status: 'not_readable', summary: 'the account has no secret', excerpt: '' };
  }
  const days = Math.max(0, Math.floor((now - credentialSince) / DAY_MS));
  const maxDays = targets.maximumCredentialAgeDays;
  const excerpt = `first seen ${new Date(credentialSince).toISOString()}`;
  return days <= maxDays
    ? { status: 'pass', summary: `in use here for ${days} days, ${maxDays} are allowed`, excerpt }
    : { status: 'fail', summary: `in use here for ${days} days, only ${maxDays} are allowed`, excerpt };
}

export const CHECK_TABLE: readonly Check[] = CHECKS.map((id) => ({ id, ...DEFINITIONS[id] }));

export const sourcesOf = (checks: readonly Check[]): readonly SourceId[] => [
  ...new Set(checks.flatMap(({ steps }) => steps.map(({ source }) => source))),
];
