import { createHash } from 'node:crypto';
import { formatApiDate } from '../../../common/dates';
import { mailOf, type RecordWriter } from './record-writer';

const FILES = [
  ['invoice.docm', 'application/vnd.ms-word.document.macroEnabled.12'],
  ['doc, final.pdf', 'application/pdf'],
  ['scan.html', 'text/html'],
  ['rechnung – März.zip', 'application/zip'],
] as const;
const RESULTS = ['safe', 'safe', 'safe', 'malicious', 'unsafe', 'timeout', 'error'] as const;
const ACTIONS = ['user release, none', 'none', 'admin alert, none', 'none, user release'];

/** An attachment record (wire.md 10.2). It has no id, and `details` contains line ends and padding. */
export const ttpAttachment: RecordWriter = (of) => {
  const { random } = of;
  const mail = mailOf(of, 0.6);
  const [fileName, fileType] = random.pick(FILES);
  const result = random.pick(RESULTS);
  const label = `${result.charAt(0).toUpperCase()}${result.slice(1)}`.padEnd(46);
  const hash = createHash('sha256')
    .update(`${fileName} ${random.below(500)}`)
    .digest('hex');
  return {
    senderAddress: mail.sender,
    recipientAddress: mail.recipient,
    fileName,
    fileType,
    result,
    actionTriggered: random.pick(ACTIONS),
    date: formatApiDate(of.at),
    details: `${label}\r\nTime taken: 0 hrs, ${random.below(3)} min, ${random.below(60)} sec`,
    route: mail.route,
    messageId: mail.messageId,
    subject: mail.subject,
    ...(random.chance(0.05) ? {} : { fileHash: hash }),
    definition: 'Default Attachment Protect Definition',
  };
};
