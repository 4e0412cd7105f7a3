import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import { createSimulator, SIEM_TYPES, type SiemType } from '../../../../nodes/lib/simulator/simulator';
import { DAY, HOUR, NOW } from '../support/tenant';

type Row = Readonly<Record<string, unknown>>;

const { ledger } = createSimulator({
  now: () => NOW,
  seed: 11,
  recordsPerFile: 300,
  history: 6 * HOUR,
  lateShare: 0,
});
const linesOf = (type: SiemType): string[] => [...ledger.lines(type)];
const rowsOf = (type: SiemType): Row[] => linesOf(type).map((line): Row => JSON.parse(line));
const valuesOf = (rows: readonly Row[], field: string): Set<unknown> =>
  new Set(rows.map((row) => row[field]));

/** wire.md 4.3; besides the common ones. */
const FIELDS: Readonly<Record<SiemType, string>> = {
  receipt:
    'action messageId senderEnvelope senderHeader recipients subject senderIp direction rejectionType rejectionCode ' +
    'rejectionInfo receiptErrors virusFound spamScore spamDetectionLevel spamInfo spamProcessingDetail tlsVersion ' +
    'tlsCipher numberAttachments',
  process:
    'action messageId senderEnvelope recipients subject holdReason numberAttachments totalSizeAttachments emailSize ' +
    'attachments spamProcessingDetail',
  delivery:
    'messageId senderEnvelope recipients subject delivered destinationIp Hostname route direction deliveryAttempts ' +
    'deliveryErrors deliveryTime tlsUsed tlsVersion tlsCipher emailSize numberAttachments totalSizeAttachments ' +
    'rejectionType rejectionCode rejectionInfo',
  journal: 'senderEnvelope recipients direction',
  av:
    'fileName fileExtension fileMime sha1 sha256 md5 virusFound senderDomain senderDomainInternal senderIp route ' +
    'emailSize recipients subject messageId',
  spam: 'senderEnvelope senderHeader senderDomain recipients subject messageId senderIp route',
  'attachment protect':
    'fileName fileExtension md5 sha1 sha256 senderEnvelope messageId subject recipient sizeAttachment senderIp ' +
    'senderDomain fileMime route',
  'impersonation protect':
    'policyDefinition action itemsDetected senderIp recipients subject messageId route newDomain internalUserName ' +
    'customThreatDictionary mimecastThreatDictionary customNameMatch similarInternalDomain ' +
    'similarMimecastExternalDomain similarCustomExternalDomain replyMismatch taggedExternal taggedMalicious',
  'internal email protect':
    'urlCategory scanResults monitoredDomainSource similarDomain url route senderEnvelope recipients subject messageId',
  'url protect':
    'url urlCategory action blockReason sourceIp senderDomain senderEnvelope recipients subject messageId route analysis',
};

describe('simulator: records', () => {
  for (const type of SIEM_TYPES) {
    it(`${type}: has all its fields, one JSON object per line, no line twice`, () => {
      const lines = linesOf(type);
      assert.ok(lines.length >= 6_000);
      assert.equal(new Set(lines).size, lines.length);
      assert.ok(lines.every((line) => !line.includes('\n')));
      const rows = rowsOf(type);
      const seen = new Set(rows.flatMap((row) => Object.keys(row)));
      for (const field of FIELDS[type].split(' ')) assert.ok(seen.has(field), field);
      for (const row of rows) {
        assert.equal(row['type'], type);
        assert.equal(row['accountId'], 'CUSA00A000');
        assert.ok('subtype' in row && 'aggregateId' in row && 'processingId' in row);
        const at = Number(row['timestamp']);
        assert.ok(at > NOW - DAY && at < NOW + DAY);
      }
    });
  }

  it('contain no real name', () => {
    for (const type of SIEM_TYPES) {
      const text = linesOf(type).join('\n');
      for (const [address = ''] of text.matchAll(/@[^\s"\\>,;]+/g)) assert.match(address, /\.example$/);
      for (const [ip = ''] of text.matchAll(/"\d+\.\d+\.\d+\.\d+"/g)) {
        assert.match(ip, /^"(192\.0\.2|198\.51\.100|203\.0\.113)\./);
      }
    }
  });

  it('describe the same messages: receipt, process and delivery share aggregateId', () => {
    const received = valuesOf(rowsOf('receipt'), 'aggregateId');
    for (const type of ['process', 'delivery'] as const) {
      const rows = rowsOf(type);
      assert.ok(rows.filter((row) => received.has(row['aggregateId'])).length > rows.length * 0.95, type);
    }
  });

  it('have nine deliveries of one processing run', () => {
    const runs = new Map<unknown, number>();
    for (const row of rowsOf('delivery'))
      runs.set(row['processingId'], (runs.get(row['processingId']) ?? 0) + 1);
    assert.ok([...runs.values()].includes(9));
  });

  it('write spamProcessingDetail in five ways', () => {
    const ways = new Set([...valuesOf(rowsOf('receipt'), 'spamProcessingDetail')].map(encodingOf));
    assert.deepEqual([...ways].sort(), ['double', 'null', 'object', 'python', 'string']);
  });

  it('write numbers and booleans as strings, and absent values as null, "", "null" or not at all', () => {
    const receipts = rowsOf('receipt');
    assert.ok(receipts.every((row) => typeof row['numberAttachments'] === 'string'));
    assert.ok(receipts.some((row) => !('virusFound' in row)));
    assert.ok(
      receipts.some((row) => row['tlsVersion'] === '') && receipts.some((row) => row['tlsVersion'] === null),
    );
    assert.ok(valuesOf(rowsOf('url protect'), 'analysis').has('null'));
    assert.deepEqual([...valuesOf(rowsOf('delivery'), 'delivered')].sort(), ['false', 'true']);
    assert.deepEqual([...valuesOf(rowsOf('delivery'), 'tlsUsed')].sort(), ['No', 'Yes', 'false', 'true']);
  });

  it('change the case of directions, put text where addresses belong, and use route for a policy name', () => {
    const receipts = rowsOf('receipt');
    const directions = valuesOf(receipts, 'direction');
    for (const direction of ['Inbound', 'inbound', 'Outbound', 'outbound', 'Internal', null]) {
      assert.ok(directions.has(direction), String(direction));
    }
    assert.ok([...valuesOf(receipts, 'senderIp')].some((ip) => isIP(String(ip)) === 0));
    assert.ok(valuesOf(rowsOf('delivery'), 'route').has('Inbound to on-prem'));
  });

  it('have attachment names with commas and quotes, and subjects in many scripts', () => {
    const names = [...valuesOf(rowsOf('process'), 'attachments')].map(String);
    assert.ok(
      names.some((name) => name.includes('Smith, Jones')) && names.some((name) => /[^,] "final"/.test(name)),
    );
    const subjects = [...valuesOf(rowsOf('receipt'), 'subject')].map(String).join();
    for (const script of [
      /\p{Script=Han}/u,
      /\p{Script=Cyrillic}/u,
      /\p{Script=Arabic}/u,
      /\p{Emoji_Presentation}/u,
    ]) {
      assert.match(subjects, script);
    }
  });

  it('have old attachment records with hashes only, and several that differ in two fields', () => {
    const rows = rowsOf('attachment protect');
    assert.ok(rows.some((row) => !('recipient' in row) && typeof row['sha256'] === 'string'));
    const [first, second] = rows;
    const differing = Object.keys(first ?? {}).filter((key) => first?.[key] !== second?.[key]);
    assert.deepEqual(differing.sort(), ['processingId', 'timestamp']);
  });

  it('are not in order of time, share times, and grow fields without notice', () => {
    const times = rowsOf('receipt').map((row) => Number(row['timestamp']));
    assert.ok(times.some((time, at) => at > 0 && time < (times[at - 1] ?? 0)));
    assert.ok(new Set(times).size < times.length);
    assert.ok(rowsOf('receipt').some((row) => '_offset' in row));
  });

  it('are the same for the same seed, and others for another', () => {
    const options = { now: () => NOW, history: 6 * HOUR, lateShare: 0, recordsPerFile: 300 };
    const first = (seed: number) =>
      createSimulator({ ...options, seed })
        .ledger.lines('spam')
        .next().value;
    assert.equal(first(11), linesOf('spam')[0]);
    assert.notEqual(first(12), first(11));
  });
});

function encodingOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'string') return 'object';
  if (value.startsWith("{'")) return 'python';
  const parsed: unknown = JSON.parse(value);
  return typeof parsed === 'string' ? 'double' : 'string';
}
