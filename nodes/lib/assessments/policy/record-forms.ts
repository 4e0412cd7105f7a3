/** By which members the records of undocumented responses are recognised. Pure. */
import type { JsonObject } from '../../contracts/json';

const hasAny = (record: JsonObject, names: RegExp): boolean =>
  Object.keys(record).some((name) => names.test(name));

const POLICY_MEMBER =
  /^(policy|enabled|active|isEnabled|isActive|policyEnabled|option|action|description|policyName|from|to|fromType|toType|status|state)$/;
const ARCHIVE_MEMBER = /archiv|retention/i;
const SENDER_MEMBER = /^(sender|from|senderAddress)$/;

export const isPolicyRecord = (record: JsonObject): boolean => hasAny(record, POLICY_MEMBER);
export const isArchiveRecord = (record: JsonObject): boolean => hasAny(record, ARCHIVE_MEMBER);
export const isSenderRecord = (record: JsonObject): boolean => hasAny(record, SENDER_MEMBER);
