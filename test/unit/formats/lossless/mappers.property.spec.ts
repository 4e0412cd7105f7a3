/** The mapping of a record to an event keeps every value: in a field, or in `unmapped`. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Event } from '../../../../nodes/lib/formats/event';
import { normalize } from '../../../../nodes/lib/formats/normalize';
import { SAMPLES, type Sample } from '../samples';
import { CASES } from '../samples/cases';
import { COLLECTED, ID } from '../support/format-sample';
import { isTruth, lostLeaves, turnedRound } from './event-leaves';

const ALL: readonly (readonly [name: string, sample: Sample])[] = [
  ...Object.entries(SAMPLES),
  ...CASES.map((sample, index) => [`case ${index + 1}, ${sample.log}/${sample.type}`, sample] as const),
];

type Members = Readonly<Record<string, unknown>>;

const eventOf = ({ log, type, marks }: Sample, record: Members): Event =>
  normalize(record, { log, type, id: ID, account: 'CUSA00A000', collectedAt: COLLECTED, marks: marks ?? {} });

const without = (record: Members, ...gone: readonly string[]): Members =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !gone.includes(name)));

function assertNothingLost(sample: Sample, record: Members): void {
  assert.deepEqual(lostLeaves(record, eventOf(sample, record)), [], JSON.stringify(record));
}

/** Values of another form than the member usually has. */
const ODD_VALUES: readonly unknown[] = [
  ...['007', '1e3', '7.50', '+5', '-0', ' 21 ', 0, -1, 7.5, 1e20, 946_684_800],
  ...['yesterday', '2026-13-45T99:99:99Z', '2026-11-20T05:58:12+0000', 'N/A', 'None', '0', '-'],
  ...['Clean', 'Rejected by header based Blocked Senders: dee@vendor.example', 'Example.Macro.Gen'],
  ...['ana@corp.example', 'Ana <ana@corp.example>', '"Doe, Ana" <ana@corp.example>', '<>', 'Ana'],
  ...[
    'ana@corp.example, Bo <bo@corp.example>',
    'half a <list',
    'mx1.corp.example',
    '192.0.2.7',
    'Internal IP',
  ],
  ...['http://x.example/?a=1', 'not a link', 'Inbound', 'outbound to partner', 'a.pdf', '"a.pdf", "b.pdf"'],
  ...[
    'a'.repeat(32),
    'b'.repeat(40),
    'C'.repeat(64),
    'd'.repeat(50),
    'Expired in queue',
    'DELIVERED',
    'MALWARE',
  ],
  { emailAddress: 'ana@corp.example', displayableName: 'Ana Doe', accountCode: 'X7' },
  { emailAddress: 'Annie <ana@corp.example>', displayableName: 'Ana Doe' },
  { emailAddress: 'not an address', displayableName: 'Chief Exec' },
  { address: 'ana', domain: 'corp.example', name: 'Ana', emailAddress: '' },
  [
    { emailAddress: 'ana@corp.example', displayableName: 'Ana' },
    { emailAddress: 'ana@corp.example', displayableName: 'Anna' },
  ],
  [{ emailAddress: 'ana@corp.example', internal: 'X8' }, 'bo@corp.example'],
  [{ name: 'f.pdf', size: '007', sha256: 'e'.repeat(64), inline: 'X9' }, 'g.pdf'],
  [{ name: 'f.pdf', fileName: 'other.pdf', size: 7 }],
  ['one', null, 7, 'N/A', { deep: ['two'] }],
  ['repy_address_mismatch'],
  {
    spf: { allow: 'maybe', info: 'Y1', ip: '192.0.2.9' },
    dkim: 'Y2',
    dmarc: ['Y3'],
    verdict: { risk: 'Y4' },
  },
  '{"spf":{"allow":true,"info":"fail","more":"Y5"},"spamVerdict":"Y6"}',
  [{ type: 'SPF', result: 'Y7', aligned: null }, { type: 'Y8' }, 'Y9'],
  [{ action: 'Z1', mode: null, name: 'Z2' }, { name: 'Z3' }],
  { 'CIS v8': ['9.3', { id: 'Z4' }], other: 'Z5' },
];

describe('The mapping of a record loses nothing', () => {
  for (const [name, sample] of ALL) {
    const names = Object.keys(sample.record);

    it(`${name}: whole, and without any one or two of its members`, () => {
      assertNothingLost(sample, sample.record);
      for (const [index, one] of names.entries()) {
        assertNothingLost(sample, without(sample.record, one));
        for (const other of names.slice(index + 1))
          assertNothingLost(sample, without(sample.record, one, other));
      }
    });

    it(`${name}: a truth value that is turned round is another event`, () => {
      const said = (record: Members) => JSON.stringify({ ...eventOf(sample, record), record: undefined });
      for (const one of names) {
        const value = sample.record[one];
        if (!isTruth(value)) continue;
        assert.notEqual(said({ ...sample.record, [one]: turnedRound(value) }), said(sample.record), one);
      }
    });
  }

  it('with values of another form in any members', () => {
    const odd = fc.constantFrom(...ODD_VALUES);
    const changed = fc
      .constantFrom(...ALL.map(([, sample]) => sample))
      .chain((sample) =>
        fc
          .dictionary(fc.constantFrom(...Object.keys(sample.record)), odd, { minKeys: 1, maxKeys: 4 })
          .map((changes): [Sample, Members] => [sample, { ...sample.record, ...changes }]),
      );
    fc.assert(
      fc.property(changed, ([sample, record]) => {
        assertNothingLost(sample, record);
      }),
      { numRuns: 2_000 },
    );
  });
});
