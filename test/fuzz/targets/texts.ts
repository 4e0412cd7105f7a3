/** Everything that reads a text of the other side: records, answers, headers, saved files, messages. By the name of the room. */

import { countHeader, rateLimitResetMs, retryAfterMs } from '../../../nodes/lib/api/quota/rate-limit-headers';
import { readEnvelope } from '../../../nodes/lib/api/response/envelope';
import { parseHistory } from '../../../nodes/lib/assessments/kri/history';
import { parseBaseline } from '../../../nodes/lib/assessments/policy/stored/baseline';
import { parseDocument } from '../../../nodes/lib/collector/checkpoint/checkpoint-document';
import { extractRejectionReason, sanitizeReason } from '../../../nodes/lib/collector/delivery/rejection-text';
import { parseAddresses, parseMailboxes } from '../../../nodes/lib/formats/parsers/address';
import { parseAttachments } from '../../../nodes/lib/formats/parsers/attachments';
import { parseAuditText } from '../../../nodes/lib/formats/parsers/audit-text/parse';
import { decodeWords } from '../../../nodes/lib/formats/parsers/encoded-word';
import { parseDomain, parseHost, parseIp } from '../../../nodes/lib/formats/parsers/ip';
import { splitObjects } from '../../../nodes/lib/formats/parsers/json-sequence';
import { parseJsonList, parseJsonObject } from '../../../nodes/lib/formats/parsers/json-text';
import { parseMalware } from '../../../nodes/lib/formats/parsers/malware';
import {
  parseBoolean,
  parseNumber,
  parseText,
  parseTexts,
  parseWord,
} from '../../../nodes/lib/formats/parsers/scalar';
import { parseSpamDetail } from '../../../nodes/lib/formats/parsers/spam-detail';
import { parseTime } from '../../../nodes/lib/formats/parsers/time';
import { isUrlLike, labelledUrl, parseUrl } from '../../../nodes/lib/formats/parsers/url';
import { checkBaseUrl } from '../../../nodes/lib/properties/values/base-url';
import { completeReceiverUrl, receiverUrlProblem } from '../../../nodes/lib/properties/values/receiver-url';
import { parseRequest } from '../../../nodes/lib/request/read-request';
import { parseCommand } from '../../../nodes/lib/runtime/source/parse-command';
import { judgeAnswer } from '../../../nodes/lib/sinks/http/answers/judge-answer';
import { splitPayload } from '../../../nodes/lib/sinks/syslog/split-payload';
import { isZeroOffsets } from '../../../nodes/lib/streams/siem-batch/next-cursor';
import { redactConfiguration } from '../../../nodes/lib/util/redaction/redact-fields';
import { createRedactor, sanitizeText } from '../../../nodes/lib/util/redaction/redactor';
import { formatTargets, privacyTargets, recordTargets, type TextTarget } from './formats';

const redactor = createRedactor(['canary-client-secret+/=91', 'another secret']);
const NOW = Date.UTC(2026, 10, 20);

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
  ...privacyTargets(),
  ...recordTargets(),
  ...formatTargets(),
]);
