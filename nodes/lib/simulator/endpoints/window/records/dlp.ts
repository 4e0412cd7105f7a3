import { formatApiDate } from '../../../common/dates';
import { mailOf, type RecordWriter } from './record-writer';

const POLICIES = ['Credit card numbers', 'Personal data, EU', 'Source code', "Board's papers <internal>"];
const ACTIONS = ['hold', 'hold', 'notification', 'block', 'bounce', 'smart_folder'];

/** A DLP record, which has no id (wire.md 8). */
export const dlp: RecordWriter = (of) => {
  const mail = mailOf(of, 0.05);
  const { random } = of;
  return {
    senderAddress: random.chance(0.03) ? '<>' : mail.sender,
    recipientAddress: mail.recipient,
    subject: mail.subject,
    eventTime: formatApiDate(of.at),
    route: mail.route,
    policy: random.pick(POLICIES),
    action: random.pick(ACTIONS),
    messageId: mail.messageId,
  };
};
