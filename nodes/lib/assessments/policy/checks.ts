/** The checks: what each protects, its evidence in order of strength, and the remediation. */

import { CHECKS, type CheckId, STANDARD_CHECKS } from '../../properties/values/policy-checks';
import { DAY_MS } from '../../util/time';
import { FURTHER_DEFINITIONS } from './further-checks';
import { auditActivity, licensed, recentActivity, requiredPackages, retention } from './rules/account';
import {
  activeList,
  bypasses,
  coversInbound,
  coversOutbound,
  coversRecipients,
  dmarcEnforced,
  journaling,
} from './rules/policies';
import { archiveSettings } from './rules/unpublished';
import {
  accountMembers,
  engineSteps,
  evidenceStep,
  policyStep,
  unpublishedStep,
  withoutVolatile,
} from './steps';
import type { Check, CheckContext, CheckDefinition, SourceId } from './types';

const blockedSendersRule = activeList({
  what: 'blocked-senders policy',
  covers: coversRecipients,
  gap: 'all recipients',
});

const DEFINITIONS: Readonly<Record<CheckId, CheckDefinition>> = {
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
      unpublishedStep('unpublishedContent', {
        what: 'content examination policy',
        covers: coversOutbound,
        gap: 'outgoing mail of all internal senders',
        direction: 'outbound',
        needs: /examin|scan/i,
      }),
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
      unpublished: [
        'unpublishedUrl',
        {
          what: 'URL protection policy',
          covers: coversRecipients,
          gap: 'all recipients',
          direction: 'inbound',
          needs: /rewrit|scan|^url.*(check|protect)/i,
        },
      ],
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
      unpublished: [
        'unpublishedAttachment',
        {
          what: 'attachment policy',
          covers: coversRecipients,
          gap: 'all recipients',
          direction: 'inbound',
          needs: /sandbox|scan/i,
        },
      ],
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
      withoutVolatile('unpublishedArchive', 'unpublished', archiveSettings),
    ],
    // neither the account nor the settings hide that the other keeps mail for a shorter time
    combine: 'worst',
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
    steps: [withoutVolatile('journaling', 'direct', journaling)],
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
  ...FURTHER_DEFINITIONS,
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

/** The checks of a node. Without a selection these are the standard ones. */
export const selectedChecks = (selection: readonly CheckId[]): readonly Check[] => {
  const wanted: readonly CheckId[] = selection.length === 0 ? STANDARD_CHECKS : selection;
  return CHECK_TABLE.filter(({ id }) => wanted.includes(id));
};

export const sourcesOf = (checks: readonly Check[]): readonly SourceId[] => [
  ...new Set(checks.flatMap(({ steps }) => steps.map(({ source }) => source))),
];
