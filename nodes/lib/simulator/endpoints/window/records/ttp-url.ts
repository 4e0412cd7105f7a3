import { formatApiDate } from '../../../common/dates';
import { mailOf, type RecordWriter } from './record-writer';

/** Not every clicked URL is valid (wire.md 10.1). */
const URLS = [
  'https://files.vendor.example/x?id=',
  'login.bad.example/sso?u=',
  'http://xn--bcher-kva.example/a b/',
  'https://supp1ier.example/pay/#/inv/',
];
const RESULTS = ['clean', 'clean', 'clean', 'malicious', 'suspicious'] as const;
const ACTIONS = { clean: ['allow'], malicious: ['block', 'block', 'warn'], suspicious: ['warn', 'allow'] };

export const ttpUrl: RecordWriter = (of) => {
  const { random } = of;
  const mail = mailOf(of);
  const scanResult = random.pick(RESULTS);
  const action = random.pick(ACTIONS[scanResult]);
  const shown = action === 'block' ? 'Block' : 'Allow';
  const url = `${random.pick(URLS)}${of.key}`;
  return {
    userEmailAddress: mail.recipient,
    fromUserEmailAddress: mail.sender,
    url,
    ttpDefinition: 'Default Inbound URL Protect Definition',
    subject: mail.subject,
    action,
    adminOverride: random.pick(['N/A', 'N/A', 'None', 'Block', 'Permit']),
    userOverride: 'None',
    scanResult,
    category: scanResult === 'clean' ? 'Business' : 'Phishing & Fraud',
    sendingIp: random.chance(0.05) ? 'Internal IP' : mail.ip,
    userAwarenessAction: random.pick(['Continue', 'N/A', 'NA']),
    date: formatApiDate(of.at),
    actions: random.chance(0.05) ? [shown] : shown,
    route: mail.route,
    creationMethod: random.pick(['User Click', 'User Click', 'Entry Scan']),
    emailPartsDescription: random.chance(0.05) ? 'Body' : random.pick([['Body'], ['Body', 'Attachment']]),
    messageId: mail.messageId,
    ...(random.chance(0.4) ? { tagMap: tagMap(url, scanResult) } : {}),
  };
};

/** Some names of members contain colons (wire.md 10.1). */
function tagMap(url: string, scanResult: string): unknown {
  return {
    UrlReputationScan: {
      Status: [scanResult === 'clean' ? 'Type:Clean' : 'Type:Malware'],
      Type: scanResult === 'clean' ? [] : ['PHISHING'],
      Url: [url],
      UrlBlock: [String(scanResult === 'malicious')],
    },
    DangerousFileExt: {
      Status: ['Skipped'],
      'Inspect:FileExts': ['exe'],
      'Inspect:MimeTypes': ['application/zip'],
      'ContentCheck:DangerousMimetypesUrlFileDownload': [],
      'ContentCheck:DangerousExtsUrlFileDownload': [],
      'ContentCheck:ContentScannersBlocked': [],
    },
  };
}
