/** As expected-event.ts, of the records in samples/awkward.ts. */
import {
  base,
  CLICK_DETAILS,
  DECIDED,
  ENVELOPE,
  EVIDENCE,
  type ExpectedEvent,
  IDS,
  threat,
} from './expected-parts';

export const EXPECTED_AWKWARD: Readonly<Record<string, ExpectedEvent>> = {
  'siem-receipt-blocked-sender': {
    uid: 4009,
    activity: 2,
    attributes: [...ENVELOPE, ...DECIDED, 'status_code', 'status_detail', 'email_auth.dmarc'],
    unmapped: [...IDS, 'virusFound', 'spamProcessingDetail'],
  },
  'siem-delivery-failed': {
    uid: 4009,
    activity: 5,
    attributes: [...ENVELOPE, ...DECIDED, 'attempt', 'email.size', 'status_code', 'status_detail'],
    unmapped: [...IDS, 'route', 'delivered'],
  },
  'siem-url-protect-no-url': threat(
    [...EVIDENCE, ...DECIDED, 'evidences[].email.return_path', 'evidences[].src_endpoint.ip'],
    [...IDS, 'urlCategory', 'senderDomain'],
  ),
  'siem-browser-isolation': {
    uid: 4009,
    activity: 99,
    attributes: [
      ...ENVELOPE,
      ...DECIDED,
      'email.urls[].url_string',
      'src_endpoint.ip',
      'observables[].value',
    ],
    unmapped: IDS,
  },
  'siem-av-two-senders': threat(
    [...EVIDENCE, ...DECIDED, 'evidences[].email.return_path', 'evidences[].file.size'],
    IDS,
  ),
  'siem-spam-malicious': threat(
    [...EVIDENCE, ...DECIDED, 'evidences[].email.return_path', 'evidences[].verdict_id'],
    [...IDS, 'taggedMalicious'],
  ),
  'siem-entities-in-progress': {
    uid: 4009,
    activity: 3,
    attributes: ['email.from', 'email.to', ...DECIDED, 'metadata.labels', 'direction_id'],
    unmapped: [...IDS, 'policiesApplied', 'tags'],
  },
  'ttp-url-clean': {
    uid: 4009,
    activity: 3,
    attributes: ['from', 'email.from', 'email.to', ...DECIDED, 'email.urls[].categories', 'policy.name'],
    unmapped: CLICK_DETAILS,
  },
  'ttp-url-entry-scan': threat(
    [...EVIDENCE, ...DECIDED, 'evidences[].url.url_string', 'policy.name'],
    CLICK_DETAILS,
  ),
  'ttp-attachment-no-address': base(
    [
      ...['senderAddress', 'recipients', 'direction', 'subject', 'messageId', 'verdict', 'policy'],
      ...['fileName', 'fileExtension', 'fileMime', 'details'],
    ],
    [...DECIDED, 'status_detail', 'observables[].value'],
  ),
  'dlp-no-message-id': {
    uid: 2006,
    activity: 1,
    attributes: ['finding_info.title', 'actor.user.email_addr', 'resources[].name', ...DECIDED],
    unmapped: ['direction'],
  },
  'held-releases-expired': {
    uid: 4009,
    activity: 3,
    attributes: ['from', 'email.from', 'email.to', ...DECIDED, 'email_auth.spf', 'message'],
    unmapped: ['id', 'status', 'spamProcessingDetail', 'actor', 'actorName', 'fromName'],
  },
  'directory-members-domain': base(['internal', 'type', 'userDomain', 'group', 'change']),
};
