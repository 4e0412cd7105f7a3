/**
 * The fields of the data models in Splunk's CIM 8.5, without those that an add-on must not set: `tag`, and what the asset
 * and identity correlation of Enterprise Security fills (`*_bunit`, `*_category` of dest, src and user, `*_priority`, zones).
 */

/** All_Email, and of Filtering the last five. */
export const EMAIL: readonly string[] = [
  ...['action', 'delay', 'dest', 'duration', 'file_hash', 'file_name', 'file_size', 'internal_message_id'],
  ...['message_id', 'message_info', 'orig_dest', 'orig_recipient', 'orig_src', 'process', 'process_id'],
  ...['protocol', 'recipient', 'recipient_count', 'recipient_domain', 'recipient_status', 'response_time'],
  ...[
    'retries',
    'return_addr',
    'size',
    'src',
    'src_user',
    'src_user_domain',
    'status_code',
    'subject',
    'url',
  ],
  ...['user', 'vendor_product', 'xdelay', 'xref'],
  ...['filter_action', 'filter_score', 'signature', 'signature_extra', 'signature_id'],
];

/** Those that CIM recommends. */
export const WEB: readonly string[] = [
  ...[
    'action',
    'bytes',
    'bytes_in',
    'bytes_out',
    'dest',
    'http_content_type',
    'http_method',
    'http_referrer',
  ],
  ...['http_referrer_domain', 'http_user_agent', 'src', 'status', 'url', 'url_domain', 'user'],
  'vendor_product',
];
export const AUTHENTICATION: readonly string[] = ['action', 'app', 'dest', 'src', 'src_user', 'user'];

/** The values that CIM prescribes. */
export const EMAIL_ACTIONS: readonly string[] = ['delivered', 'blocked', 'quarantined', 'deleted'];
export const AUTHENTICATION_ACTIONS: readonly string[] = ['success', 'failure', 'pending', 'error'];
export const PROTOCOLS: readonly string[] = ['smtp', 'imap', 'pop3', 'mapi'];
export const NUMBERS: readonly string[] = [
  ...['delay', 'duration', 'file_size', 'recipient_count', 'retries', 'size', 'filter_score'],
  ...['dest_port', 'url_length'],
];
