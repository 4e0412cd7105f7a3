import { formatApiDate } from '../../../common/dates';
import { mailOf, type RecordWriter } from './record-writer';

const KINDS = [
  [10000, 'Virus Signature Detection', '[exampleEngine.Sample]'],
  [10002, 'IP Found in RBL', 'Listed at bl.example'],
  [10007, 'Invalid Recipient', ''],
  [10014, 'Header Rejected', 'Rejected by header based Blocked Senders'],
] as const;

/** A rejection (wire.md 9.4). A unique envelope sender makes each record different. */
export const rejection: RecordWriter = (of) => {
  const { random } = of;
  const mail = mailOf(of, 1);
  const [type, description, info] = random.pick(KINDS);
  const domain = mail.sender.slice(mail.sender.indexOf('@') + 1);
  return {
    id: of.id,
    created: formatApiDate(of.at),
    type,
    description,
    info,
    fromAddress: `bounce+${of.key}@${domain}`,
    toAddress: mail.recipient,
    toAddressPreCheck: mail.recipient,
    toAddressPostCheck: '',
    ipAddress: mail.ip,
    remoteName: `mail.${domain}`,
    remoteEhlo: domain,
    manageRecipient: random.chance(0.5) ? 'false' : false,
    spamScore: random.below(90),
    detectionLevel: random.pick(['relaxed', 'moderate', 'aggressive', 'not_initiated']),
  };
};
