import assert from 'node:assert/strict';
import { HELD, HOLD_SUMMARY } from '../../../../nodes/lib/streams/snapshot/logs/held';
import { createSnapshotStream } from '../../../../nodes/lib/streams/snapshot/stream';
import { seededRandom } from '../../../fixed/seed';
import { DAY, HOUR, MINUTE, NOW, type Polled, poll } from '../window/poll';
import { direct, Endpoints } from './endpoints';
import { CHANGES, type Fields } from './users';

describe('snapshots: the hold queue', () => {
  const held = createSnapshotStream(HELD, CHANGES);
  /** Another id at each reading, like the real ids. */
  const random = seededRandom();
  const message = (n: number): Fields => ({
    id: `id ${n} ${random()}`,
    subject: `m${n}`,
    to: { emailAddress: 'ana@corp.example' },
    dateReceived: '2026-11-20T11:00:00+0000',
  });
  const queue = (...numbers: number[]): Endpoints =>
    new Endpoints({
      'POST /api/gateway/get-hold-message-list': { rows: () => numbers.map(message), body: direct },
    });
  const subjects = ({ records }: Polled<unknown>) =>
    records.map(({ value, marks }) => `${marks?.['change']} ${value['subject']}`);

  it('reports new messages, and not the ones that left', async () => {
    const client = queue(1, 2, 3);
    const first = await poll(held, client);
    assert.deepEqual(client.requests[0]?.item, { admin: true });
    const second = await poll(held, queue(4, 3, 1), { from: first.position, now: NOW + MINUTE });
    assert.deepEqual([subjects(first), subjects(second)], [[], ['added m4']]);
  });

  it('does not report a message as new that one reading missed', async () => {
    const first = await poll(held, queue(1, 2));
    const second = await poll(held, queue(1), { from: first.position, now: NOW + HOUR });
    const third = await poll(held, queue(1, 2), { from: second.position, now: NOW + 2 * HOUR });
    assert.deepEqual([subjects(second), subjects(third)], [[], []]);
    const later = await poll(held, queue(1), { from: third.position, now: NOW + 2 * DAY });
    assert.equal(Object.keys(later.position?.state ?? {}).length, 1, 'forgotten after a day');
  });

  it('counts messages with equal content', async () => {
    const first = await poll(held, queue(1));
    const second = await poll(held, queue(1, 1, 1), { from: first.position, now: NOW + HOUR });
    assert.deepEqual(subjects(second), ['added m1', 'added m1']);
  });

  it('reports the number of messages held by a policy when it has changed', async () => {
    const summary = createSnapshotStream(HOLD_SUMMARY, CHANGES);
    const of = (...rows: unknown[]) =>
      new Endpoints({
        'POST /api/gateway/get-hold-summary-list': {
          rows: () => rows,
          body: (page) => ({ meta: {}, data: page }),
        },
      });
    const first = await poll(
      summary,
      of({ policyInfo: 'Spam', numberOfItems: 3 }, { policyInfo: 'DLP', numberOfItems: 1 }),
    );
    const second = await poll(summary, of({ policyInfo: 'Spam', numberOfItems: 4 }), {
      from: first.position,
    });
    assert.deepEqual(
      second.records.map(({ value, marks }) => [marks?.['change'], value]),
      [
        ['changed', { policyInfo: 'Spam', numberOfItems: 4 }],
        ['removed', { policyInfo: 'DLP' }],
      ],
    );
  });
});
