import { formatApiDate } from '../../../common/dates';
import { ATTACKERS } from '../../../records/sample-data';
import { mailOf, type RecordWriter } from './record-writer';

const IDENTIFIERS = [
  'similar_internal_domain',
  'newly_observed_domain',
  'internal_user_name',
  'reply_address_mismatch',
  'repy_address_mismatch',
  'targeted_threat_dictionary',
];

/** An impersonation record: inbound mail only (wire.md 10.3). */
export const ttpImpersonation: RecordWriter = (of) => {
  const { random } = of;
  const mail = mailOf(of, 1);
  const identifiers = random.shuffle(IDENTIFIERS).slice(0, 1 + random.below(3));
  return {
    id: `MTOKEN:${of.id}`,
    senderAddress: random.pick(ATTACKERS),
    recipientAddress: mail.recipient,
    subject: mail.subject,
    definition: 'Default Impersonation Definition',
    hits: identifiers.length,
    identifiers,
    action: random.pick(['hold', 'hold', 'bounce', 'none']),
    taggedExternal: random.chance(0.2),
    taggedMalicious: random.chance(0.7),
    senderIpAddress: mail.ip,
    eventTime: formatApiDate(of.at),
    impersonationResults: identifiers.map((source) => ({
      impersonationDomainSource: source,
      ...(random.chance(0.6)
        ? { similarDomain: 'Chief Exec', stringSimilarToDomain: 'Chief Exec', checkerResult: 'hit' }
        : {}),
    })),
    messageId: mail.messageId,
  };
};
