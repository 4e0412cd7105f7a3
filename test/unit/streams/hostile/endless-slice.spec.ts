import assert from 'node:assert/strict';
import { formatApiTime } from '../../../../nodes/lib/streams/window/api-time';
import { audit } from '../window/examples';
import { MINUTE, NOW, poll } from '../window/poll';
import { answering } from './answering-client';

describe('A range whose pages do not end', () => {
  it('is given up with a gap, the position stays small, and later records come', async () => {
    const at = formatApiTime(NOW - 5 * MINUTE);
    const client = answering((_request, count) => ({
      data: Array.from({ length: 20_000 }, (_, n) => ({ id: `id ${count} ${n}`, eventTime: at })),
      meta: { pagination: { next: `t${count}` } },
    }));
    const { notices, position, error } = await poll(audit, client, {
      lookbackMs: 8 * MINUTE,
      chunk: 50_000,
      chunkBytes: 1e9,
    });
    assert.equal(error, undefined);
    const gaps = notices.filter(({ kind }) => kind === 'gap');
    assert(gaps.length > 0);
    assert.match(JSON.stringify(gaps[0]), /more than 200000 records/);
    assert(JSON.stringify(position).length < 4_000_000, String(JSON.stringify(position).length));
    assert.equal(position?.slice, null);
    assert.equal(position?.watermark, NOW - MINUTE);
  }).timeout(120_000);
});
