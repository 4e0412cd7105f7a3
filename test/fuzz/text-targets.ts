/** Everything that reads a text of the other side: records, answers, headers, saved files, messages. By the name of the room. */

import { countHeader, rateLimitResetMs, retryAfterMs } from '../../nodes/lib/api/quota/rate-limit-headers';
import { readEnvelope } from '../../nodes/lib/api/response/envelope';
import { parseHistory } from '../../nodes/lib/assessments/kri/history';
import { parseBaseline } from '../../nodes/lib/assessments/policy/stored/baseline';
import { parseDocument } from '../../nodes/lib/collector/checkpoint/checkpoint-document';
import { extractRejectionReason, sanitizeReason } from '../../nodes/lib/collector/delivery/rejection-text';
import { createFormatter, runSync } from '../../nodes/lib/formats/format';
import { parseAddresses, parseMailboxes } from '../../nodes/lib/formats/parsers/address';
import { parseAttachments } from '../../nodes/lib/formats/parsers/attachments';
import { parseAuditText } from '../../nodes/lib/formats/parsers/audit-text/parse';
import { decodeWords } from '../../nodes/lib/formats/parsers/encoded-word';
import { parseDomain, parseHost, parseIp } from '../../nodes/lib/formats/parsers/ip';
import { splitObjects } from '../../nodes/lib/formats/parsers/json-sequence';
import { parseJsonList, parseJsonObject } from '../../nodes/lib/formats/parsers/json-text';
import { parseMalware } from '../../nodes/lib/formats/parsers/malware';
import {
  parseBoolean,
  parseNumber,
  parseText,
  parseTexts,
  parseWord,
} from '../../nodes/lib/formats/parsers/scalar';
import { parseSpamDetail } from '../../nodes/lib/formats/parsers/spam-detail';
import { parseTime } from '../../nodes/lib/formats/parsers/time';
import { isUrlLike, labelledUrl, parseUrl } from '../../nodes/lib/formats/parsers/url';
import { checkBaseUrl } from '../../nodes/lib/properties/values/base-url';
import { FORMATS, options, type PRIVACY } from '../../nodes/lib/properties/values/format-options';
import { completeReceiverUrl, receiverUrlProblem } from '../../nodes/lib/properties/values/receiver-url';
import { parseRequest } from '../../nodes/lib/request/read-request';
import { parseCommand } from '../../nodes/lib/runtime/source/parse-command';
import { judgeAnswer } from '../../nodes/lib/sinks/http/answers/judge-answer';
import { splitPayload } from '../../nodes/lib/sinks/syslog/split-payload';
import { isZeroOffsets } from '../../nodes/lib/streams/siem-batch/next-cursor';
import { redactConfiguration } from '../../nodes/lib/util/redaction/redact-fields';
import { createRedactor, sanitizeText } from '../../nodes/lib/util/redaction/redactor';

/** Must not throw, and must take time in proportion to the text. */
export type TextTarget = (text: string) => unknown;

const redactor = createRedactor(['canary-client-secret+/=91', 'another secret']);
const NOW = Date.UTC(2026, 10, 20);

/** Members of records that have parsers of their own, by log and type. */
const FIELDS: readonly (readonly [log: string, type: string, fields: readonly string[]])[] = [
  [
    'siem',
    'receipt',
    [
      ...['senderHeader', 'recipients', 'subject', 'messageId', 'senderDomain', 'senderIp', 'rejectionInfo'],
      ...['spamProcessingDetail', 'attachments', 'virusFound', 'info', 'remoteHost', 'timestamp', 'url'],
    ],
  ],
  ['audit', 'audit', ['eventInfo', 'auditType', 'user', 'eventTime', 'category']],
  ['ttp', 'url', ['url', 'userEmailAddress', 'scanResult', 'date', 'sendingIp']],
];

function formatterOf(format: (typeof FORMATS)[number], choice: (typeof PRIVACY)[number]) {
  const given = { addresses: choice, subjects: choice, ips: choice, urlQueries: choice, raw: true };
  const parsed = options().parse(given);
  if (!parsed.ok) throw new Error(parsed.problem.key);
  return createFormatter({ format, options: parsed.value, pseudonymKey: 'a key for the fuzz program' });
}

/** Each member by itself, so that a slow one is named. */
function recordTargets(): readonly (readonly [string, TextTarget])[] {
  const hidden = formatterOf('json', 'pseudonymise');
  return FIELDS.flatMap(([log, type, fields]) =>
    fields.map((field): [string, TextTarget] => [
      `formats: ${log}/${type} ${field}, hidden`,
      (text) => runSync(hidden({ payload: { type, [field]: text }, ...{ mimecast: { log, type } } })),
    ]),
  );
}

function formatTargets(): readonly (readonly [string, TextTarget])[] {
  return FORMATS.flatMap((format) => {
    const formatter = formatterOf(format, 'keep');
    const lines: TextTarget = (text) => runSync(formatter({ payload: text }));
    const record: TextTarget = (text) => {
      for (const [log, type, fields] of FIELDS) {
        const payload = Object.fromEntries([['type', type], ...fields.map((field) => [field, text])]);
        runSync(formatter({ payload, ...{ mimecast: { log, type } } }));
      }
    };
    return [
      [`formats: ${format} of a text`, lines],
      [`formats: ${format} of records`, record],
    ] as const;
  });
}

export const TEXT_TARGETS: ReadonlyMap<string, TextTarget> = new Map<string, TextTarget>([
  ['address: list', (text) => parseMailboxes(text)],
  ['address: texts', (text) => parseAddresses([text, text])],
  ['attachments', (text) => parseAttachments(text)],
  ['audit text', (text) => parseAuditText(text)],
  ['encoded words', decodeWords],
  ['ip, host, domain', (text) => [parseIp(text), parseHost(text), parseDomain(text)]],
  ['objects on a line', (text) => splitObjects(text)],
  ['JSON in a text', (text) => [parseJsonObject(text), parseJsonList(text)]],
  ['malware', parseMalware],
  [
    'scalars',
    (text) => [parseBoolean(text), parseNumber(text), parseText(text), parseTexts(text), parseWord(text)],
  ],
  ['spam detail', parseSpamDetail],
  ['time', parseTime],
  ['url', (text) => [parseUrl(text), isUrlLike(text), labelledUrl(text)]],
  ['redactor', (text) => redactor.redact(text)],
  ['sanitizer', (text) => sanitizeText(text, 200)],
  ['configuration', redactConfiguration],
  [
    'rejection',
    (text) => [sanitizeReason(text), extractRejectionReason({ payload: text, error: { message: text } })],
  ],
  [
    'answers of receivers',
    (body) => [
      judgeAnswer('splunk-hec', { status: 400, headers: { location: body }, body }, 3),
      judgeAnswer('elasticsearch-bulk', { status: 200, headers: {}, body }, 3),
      judgeAnswer('http-2xx', { status: 500, headers: { 'retry-after': body }, body }, undefined),
    ],
  ],
  ['syslog lines', splitPayload],
  [
    'headers',
    (text) => {
      const headers = { 'retry-after': text, 'x-ratelimit-reset': text, 'x-ratelimit-remaining': text };
      return [
        rateLimitResetMs(headers, NOW),
        retryAfterMs(headers, NOW),
        countHeader(headers, 'x-ratelimit-remaining'),
      ];
    },
  ],
  ['cursor', isZeroOffsets],
  [
    'envelope',
    (text) => readEnvelope({ meta: text, fail: [{ errors: [{ code: text, message: text }] }], data: text }),
  ],
  ['position file', (text) => parseDocument(text)],
  ['history file', (text) => parseHistory(text)],
  ['baseline file', (text) => parseBaseline(text)],
  ['command', (text) => parseCommand({ action: 'rewind', start: text }, NOW)],
  ['request', (path) => parseRequest({ path, method: 'GET' }, { method: 'GET', path: '', mayChange: false })],
  ['base URL', (text) => checkBaseUrl(text)],
  ['address of a receiver', (text) => receiverUrlProblem(completeReceiverUrl(text))],
  ...recordTargets(),
  ...formatTargets(),
]);
