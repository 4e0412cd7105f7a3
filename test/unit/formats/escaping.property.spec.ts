import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isBlank } from '../../../nodes/lib/formats/parsers/scalar';
import { ocsfProblems } from './ocsf/validate';
import { SAMPLES, type Sample } from './samples';
import { formatted, ID, lineOf, objectOf } from './support/format-sample';
import { ATTACKS, maliciousSample } from './support/malicious-inputs';
import { parseCef } from './wire-readers/cef';
import { parseLeef } from './wire-readers/leef';
import { parseSyslog } from './wire-readers/rfc5424';

const RUNS = { numRuns: 300 };

const REPLACED = /[\p{Cc}\u2028\u2029]/gu;
/**
 * The documented treatment of text in a line: control characters become blanks, half pairs become U+FFFD, no blanks
 * around.
 */
const inLine = (text: string): string => inSyslog(text).replace(/^ +| +$/g, '');
const inCef = (text: string): string =>
  text
    .replace(/[^\r\n]/gu, (one) => one.replace(REPLACED, ' ').replace(/\p{Cs}/gu, '\ufffd'))
    .replace(/^ +| +$/g, '');

const receipt = SAMPLES['siem-receipt'];
const withSubject = (subject: string): Sample => {
  assert.ok(receipt !== undefined);
  return { ...receipt, record: { ...receipt.record, subject } };
};

describe('A value of a record cannot break out of its field', () => {
  it('CEF: one line that a strict parser accepts, for any input', () => {
    fc.assert(
      fc.property(maliciousSample, fc.boolean(), (sample, raw) => {
        const { values, header } = parseCef(
          lineOf(sample, { format: 'cef', given: { raw, fields: { tenant: 'a=b|c' } } }),
        );
        assert.equal(values.get('externalId'), ID);
        assert.equal(
          values.get('cat'),
          `${sample.log}/${String(values.get('cat')).slice(sample.log.length + 1)}`,
        );
        assert.equal(header[1], 'Mimecast');
        assert.equal(values.get('MimecastTenant'), 'a=b|c');
      }),
      RUNS,
    );
  });

  it('LEEF: one line that a strict parser accepts, for any input', () => {
    fc.assert(
      fc.property(maliciousSample, fc.boolean(), (sample, raw) => {
        const { values } = parseLeef(lineOf(sample, { format: 'leef', given: { raw } }));
        assert.equal(values.get('recordId'), ID);
      }),
      RUNS,
    );
  });

  it('syslog: a header, one element of structured data, and JSON', () => {
    fc.assert(
      fc.property(maliciousSample, fc.boolean(), (sample, raw) => {
        const { id, parameters, message, priority } = parseSyslog(
          lineOf(sample, { format: 'syslog', given: { raw } }),
        );
        assert.equal(id, 'mimecast@32473');
        assert.equal(parameters.get('id'), ID);
        assert.equal(JSON.parse(message).id, ID);
        assert.equal(Math.floor(priority / 8), 16);
      }),
      RUNS,
    );
  });

  it('HEC: one object, whose event is the record', () => {
    fc.assert(
      fc.property(maliciousSample, (sample) => {
        const line = lineOf(sample, { format: 'hec' });
        assert.doesNotMatch(line, /[\n\r]/);
        const { event, fields, time } = JSON.parse(line);
        assert.deepEqual(event, sample.record);
        assert.equal(fields.mimecast_id, ID);
        assert.ok(Object.values(fields).every((field) => typeof field === 'string'));
        assert.ok(time === undefined || (time > 1e8 && time < 1e12), String(time));
      }),
      RUNS,
    );
  });

  it('Elasticsearch: two lines and a line break, and never an object where another document has a text', () => {
    fc.assert(
      fc.property(maliciousSample, (sample) => {
        const [action = '', document = '', ...rest] = lineOf(sample, { format: 'elastic' }).split('\n');
        assert.deepEqual(rest, ['']);
        assert.deepEqual(JSON.parse(action), { create: { _id: ID } });
        const { mimecast = {}, '@timestamp': at, event, ...fields } = JSON.parse(document);
        assert.match(at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        assert.equal(event.id, ID);
        for (const own of Object.values(Object(mimecast))) checkOwnFields(Object(own));
        assert.deepEqual(
          Object.keys(fields).filter((name) => !ECS.has(name)),
          [],
        );
      }),
      RUNS,
    );
  });

  it('OCSF: valid by the schema, for any input', () => {
    fc.assert(
      fc.property(maliciousSample, fc.boolean(), (sample, raw) => {
        assert.deepEqual(
          ocsfProblems(objectOf(sample, { format: 'ocsf', given: { raw, fields: { tenant: 'x' } } })),
          [],
        );
      }),
      { numRuns: 500 },
    );
  });

  it('JSON: one level, with our id', () => {
    fc.assert(
      fc.property(maliciousSample, (sample) => {
        const all = objectOf(sample, { format: 'json' });
        assert.equal(all['id'], ID);
        for (const [name, value] of Object.entries(all)) {
          const values = Array.isArray(value) ? value : [value];
          assert.ok(
            values.every((one) => typeof one !== 'object'),
            name,
          );
        }
      }),
      RUNS,
    );
  });

  describe('and is parsed back unchanged', () => {
    for (const attack of ATTACKS.filter((one) => !isBlank(one))) {
      const decoded = attack.startsWith('=?') ? '\r\nCEF:0|forged' : attack.replace(/\p{Cs}/gu, '\ufffd');
      const sample = withSubject(attack);
      describe(JSON.stringify(attack.slice(0, 40)), () => {
        it('in CEF and LEEF', () => {
          const { values } = parseCef(lineOf(sample, { format: 'cef' }));
          assert.equal(values.get('msg'), inCef(cutAt(decoded, 1023)));
          assert.equal(
            parseLeef(lineOf(sample, { format: 'leef' })).values.get('subject'),
            inLine(cutAt(decoded, 4000)),
          );
        });

        it('in syslog', () => {
          const { parameters, message } = parseSyslog(lineOf(sample, { format: 'syslog' }));
          assert.equal(parameters.get('subject'), inSyslog(cutAt(decoded, 1024)));
          assert.equal(JSON.parse(message).subject, decoded);
        });

        it('in OCSF and ECS', () => {
          for (const format of ['ocsf', 'ecs'] as const) {
            assert.equal(Object(objectOf(sample, { format })['email']).subject, decoded);
          }
        });
      });
    }
  });

  it('pages and lines keep count and order, with values that are not records among them', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            maliciousSample.map(({ record }) => record),
            fc.jsonValue(),
          ),
          { maxLength: 8 },
        ),
        (records) => {
          for (const format of ['cef', 'ocsf'] as const) {
            const page = formatted({ log: 'siem', type: 'receipt', record: Object(records) }, { format });
            assert.ok(Array.isArray(page));
            assert.equal(page.length, records.length);
          }
        },
      ),
      RUNS,
    );
  });
});

/** Names below `mimecast` that are numbers, in every document. */
const ECS_NUMBERS = new Set([
  ...['spam_score', 'size', 'attempts', 'numberAttachments', 'totalSizeAttachments', 'sizeAttachment'],
  ...['emailSize', 'itemsDetected', 'spamScore', 'deliveryAttempts', 'deliveryTime', 'numberOfItems', 'hits'],
  ...['userCount', 'groupCount', 'folderCount', 'value', 'previous', 'numerator', 'denominator', 'coverage'],
  'delta',
]);

function checkOwnFields(own: object): void {
  for (const [name, value] of Object.entries(own)) {
    assert.doesNotMatch(name, /\./);
    const type = ECS_NUMBERS.has(name) ? 'number' : 'string';
    assert.ok(
      [value].flat().every((one) => typeof one === type),
      name,
    );
  }
}

const ECS = new Set([
  ...['ecs', 'message', 'labels', 'email', 'file', 'source', 'destination', 'url', 'rule', 'user', 'group'],
  ...['service', 'tls', 'related', 'organization', 'observer', 'tags', 'transaction', 'error', 'threat'],
]);

const inSyslog = (text: string): string => text.replace(REPLACED, ' ').replace(/\p{Cs}/gu, '\ufffd');

/** Not through a surrogate pair. */
function cutAt(text: string, max: number): string {
  const head = text.slice(0, max);
  return text.length > max && /[\ud800-\udbff]$/.test(head) ? head.slice(0, -1) : head;
}
