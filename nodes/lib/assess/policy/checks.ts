/** The checks: what each protects, what it looks at in order of strength, what to do about it. */
import { CHECKS, type CheckId } from '../../properties/policy-checks';
import {
  acted,
  activeList,
  auditFlows,
  bypasses,
  coversInbound,
  coversOutbound,
  coversRecipients,
  detections,
  dmarcEnforced,
  engine,
  journaling,
  licensed,
  opaque,
  requiredPackages,
  retention,
} from './judges';
import { itemsOf, looseItemsOf } from './policy-record';
import type { Check, Facts, Item, SourceId, Step, Tier, Value } from './types';

const DAY_MS = 24 * 60 * 60 * 1000;

const policy = (source: SourceId, judge: Step['judge']): Step => ({
  source,
  tier: 'direct',
  judge,
  remember: itemsOf,
});
/** Of a form that is not documented. */
const loose = (source: SourceId, judge: Step['judge']): Step => ({
  ...policy(source, judge),
  remember: looseItemsOf,
});
const step = (source: SourceId, tier: Tier, judge: Step['judge']): Step => ({ source, tier, judge });
const maybe = (one: Step): Step => ({ ...one, optional: true });

/** Members of the account, each remembered by its name. */
const members =
  (...names: readonly string[]) =>
  ([account]: readonly Value[]): readonly Item[] =>
    names
      .filter((name) => account?.[name] !== undefined)
      .map((name) => ({ name, value: { [name]: account?.[name] } }));

/** One engine: the policy of Cloud Integrated, then the licence, then what statistics and logs have seen of it. */
const engineSteps = (parts: {
  readonly member: RegExp;
  readonly licence: RegExp;
  readonly called: string;
  readonly stats: SourceId;
  readonly log: SourceId;
  readonly unpublished?: SourceId;
}): readonly Step[] => [
  maybe({
    ...policy('cloudIntegrated', engine(parts.member)),
    remember: ([record]) =>
      Object.entries(record ?? {})
        .filter(([name]) => parts.member.test(name))
        .map(([name, value]) => ({ name, value: { [name]: value } })),
  }),
  ...(parts.unpublished === undefined ? [] : [loose(parts.unpublished, opaque)]),
  step('account', 'attested', licensed(parts.licence, parts.called)),
  maybe(step(parts.stats, 'attested', detections)),
  step(parts.log, 'inferred', acted),
];

const senders = activeList({
  what: 'blocked-senders policy',
  covers: coversRecipients,
  gap: 'all recipients',
});

const TABLE: Readonly<Record<CheckId, Omit<Check, 'id'>>> = {
  blocked_senders: {
    title: 'Blocked senders are refused',
    protects: 'mailboxes from senders that are known to be unwanted',
    severity: 'medium',
    remediation:
      'In Gateway | Policies | Blocked Senders keep a policy in force that blocks for all recipients.',
    steps: [policy('blockedSenders', senders), policy('blockedSendersOlder', senders)],
  },
  content_examination: {
    title: 'Content examination looks at outgoing mail',
    protects: 'data that must not leave',
    severity: 'high',
    remediation:
      'In Gateway | Policies | Content Examination give a definition to a policy for outbound mail.',
    steps: [
      loose('unpublishedContent', opaque),
      step('account', 'attested', licensed(/data leak|\bdlp\b|content examination/i, 'Data Leak Prevention')),
      step('dlpLog', 'inferred', acted),
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
    remediation: 'In Account | Account Settings raise the maximum retention to what your rules ask for.',
    steps: [
      {
        ...step('account', 'attested', retention),
        remember: members('archive', 'maxRetention', 'maxRetentionConfirmed', 'minRetentionEnabled'),
      },
      loose('unpublishedArchive', () => undefined),
    ],
  },
  account_features: {
    title: 'The account has the products that it should have',
    protects: 'against protection that lapsed unnoticed',
    severity: 'medium',
    remediation: 'Ask Mimecast or your partner for the packages that are missing, or change the target.',
    steps: [
      { ...step('account', 'attested', requiredPackages), remember: members('packages', 'gateway', 'type') },
    ],
  },
  admin_audit: {
    title: 'Administrative activity is logged',
    protects: 'the trace of who did what',
    severity: 'high',
    remediation:
      'Check in Account | Audit Logs that there are events, and that the application may read them.',
    steps: [step('auditLog', 'direct', auditFlows)],
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
      'In Gateway | Policies | Anti-Spoofing keep a policy in force from everyone to internal addresses.',
    steps: [
      policy(
        'antiSpoofing',
        activeList({ what: 'anti-spoofing policy', covers: coversInbound, gap: 'all inbound mail' }),
      ),
    ],
  },
  anti_spoofing_bypass: {
    title: 'Exceptions from anti-spoofing are narrow',
    protects: 'anti-spoofing from being undone by an exception',
    severity: 'critical',
    remediation: 'Bind each bypass to a sender and to its servers, and remove what nobody needs any more.',
    steps: [policy('bypass', bypasses), policy('bypassOlder', bypasses)],
  },
  outbound_dkim: {
    title: 'Outgoing mail is signed with DKIM',
    protects: 'your domains from being used by others',
    severity: 'medium',
    remediation: 'In Gateway | Policies | DNS Authentication - Outbound sign for all internal senders.',
    steps: [
      policy(
        'outboundDkim',
        activeList({ what: 'outbound signing policy', covers: coversOutbound, gap: 'all internal senders' }),
      ),
    ],
  },
  journaling: {
    title: 'Journaling runs',
    protects: 'the completeness of the archive',
    severity: 'medium',
    remediation: 'In Services | Journaling look at the state of the connector.',
    steps: [loose('journaling', journaling)],
  },
  greylisting: {
    title: 'Unknown servers are greylisted',
    protects: 'mailboxes from mass mailings of machines that do not try twice',
    severity: 'low',
    remediation:
      'In Gateway | Policies | Greylisting keep a policy in force from everyone to internal addresses.',
    steps: [
      policy(
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
        ...policy('dmarcDomains', dmarcEnforced),
        remember: (records) =>
          records.map(({ domain, dmarcPolicy, activityStatus }) => ({
            name: String(domain ?? ''),
            value: { domain, dmarcPolicy, activityStatus },
          })),
      },
    ],
  },
  credential_age: {
    title: 'The client secret is renewed in time',
    protects: 'against a secret that got out long ago',
    severity: 'medium',
    remediation: 'Issue a new secret for the API application and enter it in the account node.',
    steps: [],
    known: credentialAge,
  },
};

function credentialAge({ credentialSince, now, targets }: Facts): ReturnType<NonNullable<Check['known']>> {
  if (credentialSince === undefined) {
    return { status: 'not_readable', summary: 'the account has no secret', excerpt: '' };
  }
  const days = Math.max(0, Math.floor((now - credentialSince) / DAY_MS));
  const most = targets.maximumCredentialAgeDays;
  const excerpt = `first seen ${new Date(credentialSince).toISOString()}`;
  return days <= most
    ? { status: 'pass', summary: `in use here for ${days} days, ${most} are allowed`, excerpt }
    : { status: 'fail', summary: `in use here for ${days} days, only ${most} are allowed`, excerpt };
}

export const CHECK_TABLE: readonly Check[] = CHECKS.map((id) => ({ id, ...TABLE[id] }));

export const sourcesOf = (checks: readonly Check[]): readonly SourceId[] => [
  ...new Set(checks.flatMap(({ steps }) => steps.map(({ source }) => source))),
];
