/**
 * The paths that must be filled in OCSF, and the members that may stay in `unmapped`, by kind of record (samples.ts).
 * Written without the code under test, from the fields of the reference: the expectation of a person who knows both.
 */
export interface ExpectedEvent {
  readonly uid: number;
  readonly activity: number;
  /** paths; `[]` goes into the first entry */
  readonly attributes: readonly string[];
  readonly unmapped?: readonly string[];
}

export const ENVELOPE = [
  'from',
  'to',
  'email.from',
  'email.to',
  'email.subject',
  'email.message_uid',
  'message_trace_uid',
];
export const EVIDENCE = ['evidences[].email.from', 'evidences[].email.to', 'evidences[].email.subject'];
export const FINDING = [
  'finding_info.uid',
  'finding_info.title',
  'finding_info.analytic.type_id',
  'is_alert',
];
export const IDS = ['processingId'];
export const DECIDED = ['action_id', 'disposition_id'];
export const WHO = ['actor.user.name', 'src_endpoint.ip'];
export const AUDIT = ['id', 'category'];
export const CLICK_DETAILS = [
  ...[
    'actions',
    'adminOverride',
    'userOverride',
    'userAwarenessAction',
    'creationMethod',
    'emailPartsDescription',
  ],
  'verdict',
];

/** A detection with the email in `evidences`. */
export const threat = (attributes: readonly string[], unmapped: readonly string[]): ExpectedEvent => ({
  uid: 2004,
  activity: 1,
  attributes: [...FINDING, ...attributes],
  unmapped,
});
/** For records without a class of their own: everything is in `unmapped`. */
export const base = (unmapped: readonly string[], attributes: readonly string[] = []): ExpectedEvent => ({
  uid: 0,
  activity: 99,
  attributes: ['metadata.uid', 'metadata.log_name', 'message', ...attributes],
  unmapped,
});
