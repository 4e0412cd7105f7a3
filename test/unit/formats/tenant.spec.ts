import assert from 'node:assert/strict';
import type { FeedType } from '../../../nodes/lib/simulator/common/feeds';
import { mix, Random } from '../../../nodes/lib/simulator/common/random';
import { WINDOW_TABLE } from '../../../nodes/lib/simulator/endpoints/window/logs';
import { createFileContext, recordLine } from '../../../nodes/lib/simulator/records';
import { ocsfProblems } from './ocsf/validate';
import type { Sample } from './samples';
import { lineOf, objectOf } from './support/format-sample';
import { parseCef } from './wire-readers/cef';
import { parseLeef } from './wire-readers/leef';
import { parseSyslog } from './wire-readers/rfc5424';

const TYPES: readonly FeedType[] = [
  ...(['receipt', 'process', 'delivery', 'journal', 'av', 'spam', 'attachment protect'] as const),
  ...([
    'impersonation protect',
    'internal email protect',
    'url protect',
    'entities',
    'mailflow',
    'urlclick',
  ] as const),
];
const RECORDS = 100;
const FROM = Date.UTC(2026, 10, 20);

describe('Records of the simulated tenant', () => {
  for (const type of TYPES) {
    it(`${type}: ${RECORDS} of them are valid in every format with a validator`, () => {
      const of = createFileContext(7, 1, 0, FROM, 900_000, 'CUSA00A000');
      for (let index = 0; index < RECORDS; index++) {
        const record = JSON.parse(recordLine(type, of, index));
        const sample: Sample = { log: 'siem', type, record };
        assert.deepEqual(ocsfProblems(objectOf(sample, { format: 'ocsf' })), []);
        assert.equal(parseCef(lineOf(sample, { format: 'cef' })).values.get('rt'), String(record.timestamp));
        assert.equal(
          parseLeef(lineOf(sample, { format: 'leef' })).values.get('devTime'),
          String(record.timestamp),
        );
        assert.equal(
          parseSyslog(lineOf(sample, { format: 'syslog' })).time,
          new Date(record.timestamp).toISOString(),
        );
      }
    });
  }

  for (const [name, { write }] of Object.entries(WINDOW_TABLE)) {
    it(`${name}: the same for a log that is read by time range`, () => {
      const [log = '', type = log] = name.split('.');
      for (let index = 0; index < RECORDS; index++) {
        const record = write({
          at: FROM + index * 1000,
          random: new Random(mix(11, index)),
          key: `k${index}`,
          id: `eNq${index}`,
          accountCode: 'CUSA00A000',
        });
        const sample: Sample = { log, type, record: JSON.parse(JSON.stringify(record)) };
        const event = objectOf(sample, { format: 'ocsf' });
        assert.deepEqual(ocsfProblems(event), []);
        assert.notEqual(event['class_uid'], 0, JSON.stringify(record));
        parseCef(lineOf(sample, { format: 'cef' }));
        parseLeef(lineOf(sample, { format: 'leef' }));
        parseSyslog(lineOf(sample, { format: 'syslog' }));
      }
    });
  }
});
