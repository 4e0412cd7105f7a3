/** What is expected of each kind of record (samples/), see expected-parts.ts. */
import { EXPECTED_AWKWARD } from './expected-awkward';
import {
  AUDIT,
  base,
  DECIDED,
  ENVELOPE,
  EVIDENCE,
  type ExpectedEvent,
  IDS,
  threat,
  WHO,
} from './expected-parts';

export const EXPECTED_EVENTS: Readonly<Record<string, ExpectedEvent>> = {
  'siem-receipt': {
    uid: 4009,
    activity: 2,
    attributes: [
      ...ENVELOPE,
      ...DECIDED,
      ...['src_endpoint.ip', 'direction_id', 'email_auth.spf', 'email_auth.dkim', 'email_auth.dmarc'],
      ...['status_id', 'status_code', 'status_detail', 'metadata.correlation_uid', 'metadata.tenant_uid'],
    ],
    unmapped: [...IDS, 'tlsVersion', 'tlsCipher', 'spamScore', 'numberAttachments', 'spamProcessingDetail'],
  },
  'siem-process': {
    uid: 4009,
    activity: 3,
    attributes: [...ENVELOPE, ...DECIDED, 'email.files[].name', 'email.size', 'status_detail'],
    unmapped: [...IDS, 'numberAttachments', 'totalSizeAttachments'],
  },
  'siem-delivery': {
    uid: 4009,
    activity: 5,
    attributes: [
      ...ENVELOPE,
      ...[
        'dst_endpoint.ip',
        'dst_endpoint.hostname',
        'attempt',
        'duration',
        'direction_id',
        'disposition_id',
      ],
    ],
    unmapped: [...IDS, 'route', 'tlsVersion', 'tlsUsed', 'delivered'],
  },
  'siem-journal': { uid: 4009, activity: 4, attributes: [...ENVELOPE, 'direction_id'], unmapped: IDS },
  'siem-av': threat(
    [
      ...EVIDENCE,
      ...DECIDED,
      ...['malware[].name', 'evidences[].file.hashes[].value', 'evidences[].src_endpoint.ip'],
    ],
    [...IDS, 'senderDomain', 'senderDomainInternal', 'direction'],
  ),
  'siem-spam': {
    uid: 4009,
    activity: 3,
    attributes: [...ENVELOPE, 'disposition_id', 'src_endpoint.ip'],
    unmapped: IDS,
  },
  'siem-attachment-protect': threat(['evidences[].file.name', 'evidences[].file.hashes[].value'], IDS),
  'siem-impersonation-protect': threat(
    [...EVIDENCE, ...DECIDED, 'policy.name', 'finding_info.tags[].values'],
    [
      ...IDS,
      'itemsDetected',
      'taggedMalicious',
      'direction',
      'newDomain',
      'internalUserName',
      'replyMismatch',
    ],
  ),
  'siem-internal-email-protect': threat(
    [...EVIDENCE, 'evidences[].url.url_string', 'status_detail'],
    [...IDS, 'direction'],
  ),
  'siem-url-protect': threat(
    [
      ...EVIDENCE,
      ...DECIDED,
      ...['evidences[].url.url_string', 'evidences[].url.category_ids', 'evidences[].user.name'],
      'evidences[].src_endpoint.ip',
    ],
    [...IDS, 'analysis', 'senderDomain', 'direction'],
  ),
  'siem-entities': threat(
    [...EVIDENCE, ...DECIDED, 'malware[].name', 'evidences[].email.files[].name'],
    [...IDS, 'direction', 'historicalMail', 'policiesApplied'],
  ),
  'siem-mailflow': {
    uid: 0,
    activity: 99,
    attributes: ['message', 'metadata.correlation_uid'],
    unmapped: [...IDS, 'authResults', 'messageId', 'spf', 'dkim'],
  },
  'siem-urlclick': threat(
    [...DECIDED, 'evidences[].url.url_string', 'evidences[].src_endpoint.ip'],
    [...IDS, 'redirectUrl'],
  ),
  // the common members make it Email Activity, although the type is not known
  'siem-unknown': { uid: 4009, activity: 99, attributes: [...ENVELOPE], unmapped: [...IDS, 'shape'] },
  'audit-logon': {
    uid: 3002,
    activity: 1,
    attributes: [
      ...['user.name', 'user.email_addr', 'user.full_name', 'service.name', 'src_endpoint.ip', 'is_mfa'],
      ...['status_id', 'auth_factors[].factor_type_id'],
    ],
    unmapped: [...AUDIT, 'authMethod'],
  },
  'audit-logon-failed': {
    uid: 3002,
    activity: 1,
    attributes: ['user.name', 'service.name', 'src_endpoint.ip', 'status_detail'],
    unmapped: AUDIT,
  },
  'audit-password': {
    uid: 3001,
    activity: 3,
    attributes: ['user.name', ...WHO],
    unmapped: [...AUDIT, 'application'],
  },
  'audit-group': {
    uid: 3006,
    activity: 6,
    attributes: ['group.name', ...WHO],
    unmapped: [...AUDIT, 'application'],
  },
  'audit-policy': {
    uid: 3004,
    activity: 3,
    attributes: ['entity.name', 'entity.policy.name', ...WHO],
    unmapped: [...AUDIT, 'application'],
  },
  'audit-download': { uid: 6003, activity: 2, attributes: ['api.operation', ...WHO], unmapped: AUDIT },
  'audit-password-reset': {
    uid: 3001,
    activity: 4,
    attributes: ['user.name', 'actor.user.name', 'status_id'],
    unmapped: AUDIT,
  },
  'audit-saml': {
    uid: 3002,
    activity: 1,
    attributes: ['user.name', 'user.full_name', 'service.name', 'src_endpoint.ip', 'auth_protocol_id'],
    unmapped: [...AUDIT, 'authMethod'],
  },
  'audit-java-address': {
    uid: 3002,
    activity: 1,
    attributes: ['user.email_addr', 'service.name', 'src_endpoint.ip', 'status_id'],
    unmapped: AUDIT,
  },
  'audit-remote-ip': {
    uid: 3002,
    activity: 1,
    attributes: ['user.name', 'service.name', 'src_endpoint.ip'],
    unmapped: AUDIT,
  },
  'audit-group-unnamed': {
    uid: 3004,
    activity: 4,
    attributes: ['entity.name', ...WHO],
    unmapped: [...AUDIT, 'application'],
  },
  'audit-review-set': { uid: 6003, activity: 2, attributes: ['api.operation', ...WHO], unmapped: AUDIT },
  'audit-search': { uid: 6003, activity: 2, attributes: ['api.operation', ...WHO], unmapped: AUDIT },
  'audit-unauthorized': {
    uid: 6003,
    activity: 99,
    attributes: ['api.operation', 'status_id', ...WHO],
    unmapped: AUDIT,
  },
  'audit-sync-counts': { uid: 3004, activity: 99, attributes: ['entity.name'], unmapped: AUDIT },
  'audit-sync': { uid: 3004, activity: 99, attributes: ['entity.name'], unmapped: AUDIT },
  dlp: {
    uid: 2006,
    activity: 1,
    attributes: [
      ...['finding_info.uid', 'finding_info.title', 'data_security.policy.name', 'actor.user.email_addr'],
      ...['resources[].name', ...DECIDED],
    ],
    unmapped: ['direction'],
  },
  'held-held': {
    uid: 4009,
    activity: 3,
    attributes: [
      'from',
      'to',
      'email.subject',
      'disposition_id',
      'status_code',
      'status_detail',
      'policy.name',
    ],
    unmapped: ['id', 'hasAttachments'],
  },
  'held-releases': {
    uid: 4009,
    activity: 3,
    attributes: ['from', 'to', 'email.subject', 'disposition_id', 'email_auth.spf', 'policy.name'],
    unmapped: ['id', 'actor', 'actorName', 'releasedBy', 'attachments', 'spamScore', 'spamProcessingDetail'],
  },
  'held-rejections': {
    uid: 4009,
    activity: 2,
    attributes: ['from', 'to', 'src_endpoint.ip', 'src_endpoint.hostname', 'status_code', 'disposition_id'],
    unmapped: ['id', 'manageRecipient', 'spamScore'],
  },
  'ttp-url': threat(
    [...EVIDENCE, ...DECIDED, 'evidences[].url.url_string', 'policy.name'],
    ['direction', 'sendingIp', 'actions', 'adminOverride', 'emailPartsDescription'],
  ),
  'ttp-attachment': threat(
    [...EVIDENCE, 'evidences[].file.hashes[].value', 'policy.name', 'message'],
    ['direction', 'details'],
  ),
  'ttp-impersonation': threat(
    [...EVIDENCE, ...DECIDED, 'policy.name', 'finding_info.tags[].values'],
    ['direction', 'id', 'hits', 'identifiers', 'taggedMalicious'],
  ),
  'directory-users': {
    uid: 5003,
    activity: 2,
    attributes: ['user.name', 'user.email_addr', 'user.full_name', 'user.domain', 'user.account.is_disabled'],
    unmapped: ['id'],
  },
  'directory-members': {
    uid: 5003,
    activity: 2,
    attributes: ['user.name', 'user.groups[].name'],
    unmapped: ['internal'],
  },
  finding: {
    uid: 2003,
    activity: 2,
    attributes: [
      ...['finding_info.title', 'compliance.control', 'compliance.status_id', 'compliance.standards'],
      ...[
        'compliance.requirements',
        'compliance.assessments[].meets_criteria',
        'remediation.desc',
        'evidences[].data',
      ],
    ],
    unmapped: ['severity', 'previousStatus', 'changed', 'runId'],
  },
  kri: {
    uid: 2003,
    activity: 1,
    attributes: ['finding_info.title', 'compliance.control', 'compliance.status_id', 'message'],
    unmapped: ['value', 'unit', 'measured', 'rag', 'asOf', 'coverage'],
  },
  'held-summary': base(['policy', 'numberOfItems']),
  'directory-groups': base(['group', 'userCount']),
  'directory-domains': base(['id', 'domain', 'entity', 'entityType', 'local']),
  ...EXPECTED_AWKWARD,
};
