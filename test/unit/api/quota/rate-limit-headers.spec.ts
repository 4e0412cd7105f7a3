import assert from 'node:assert/strict';
import {
  countHeader,
  rateLimitResetMs,
  retryAfterMs,
} from '../../../../nodes/lib/api/quota/rate-limit-headers';
import { type Headers, header } from '../../../../nodes/lib/api/response/headers';

const NOW = Date.UTC(2026, 10, 22, 10, 0, 0);

describe('The wait of a rate-limit header (wire.md 13.1)', () => {
  const cases: readonly (readonly [string, Headers, number | undefined])[] = [
    ['Retry-After in seconds', { 'retry-after': '7' }, 7000],
    ['Retry-After as a date', { 'retry-after': 'Sun, 22 Nov 2026 10:00:30 GMT' }, 30_000],
    ['Retry-After before the reset header', { 'retry-after': '7', 'x-ratelimit-reset': '99000' }, 7000],
    ['reset in milliseconds', { 'x-ratelimit-reset': '1750' }, 1750],
    ['reset under its other name', { 'x-mimecast-ratelimit-reset': '2500' }, 2500],
    ['reset as epoch seconds', { 'x-ratelimit-reset': String(NOW / 1000 + 20) }, 20_000],
    ['reset as epoch milliseconds', { 'x-ratelimit-reset': String(NOW + 20_000) }, 20_000],
    ['reset as epoch microseconds', { 'x-ratelimit-reset': String((NOW + 20_000) * 1000) }, 20_000],
    ['reset as epoch nanoseconds', { 'x-ratelimit-reset': `${NOW + 20_000}000000` }, 20_000],
    ['sixty nines say nothing', { 'x-ratelimit-reset': '9'.repeat(60) }, undefined],
    ['four hundred nines say nothing', { 'x-ratelimit-reset': '9'.repeat(400) }, undefined],
    ['sixty nines in Retry-After: five minutes', { 'retry-after': '9'.repeat(60) }, 300_000],
    ['a negative reset says nothing', { 'x-ratelimit-reset': '-5' }, undefined],
    ['NaN says nothing', { 'x-ratelimit-reset': 'NaN' }, undefined],
    ['a header given twice: the first', { 'x-ratelimit-reset': ['3000', '9000'] }, 3000],
    ['at least a second', { 'x-ratelimit-reset': '4' }, 1000],
    ['at most five minutes', { 'retry-after': '86400' }, 300_000],
    ['a date that is over', { 'retry-after': 'Sun, 22 Nov 2026 09:00:00 GMT' }, 1000],
    [
      'nonsense in Retry-After: the reset header',
      { 'retry-after': 'soon', 'x-ratelimit-reset': '3000' },
      3000,
    ],
    ['a negative number says nothing', { 'retry-after': '-1' }, undefined],
    ['blank says nothing', { 'x-ratelimit-reset': ' ' }, undefined],
    ['no header says nothing', {}, undefined],
  ];
  for (const [what, headers, ms] of cases) it(what, () => assert.equal(retryAfterMs(headers, NOW), ms));

  it('reads the reset up to an hour where the window matters', () => {
    const resets = ['900000', '3600000', '3600001', '86400000', '86400001', String(NOW / 1000 - 5)];
    const waits = resets.map((reset) => rateLimitResetMs({ 'x-ratelimit-reset': reset }, NOW));
    assert.deepEqual(waits, [900_000, 3_600_000, 3_600_000, 3_600_000, undefined, 0]);
  });

  it('reads counts', () => {
    assert.equal(countHeader({ 'x-ratelimit-remaining': '0' }, 'x-ratelimit-remaining'), 0);
    assert.equal(countHeader({ 'x-ratelimit-remaining': 'none' }, 'x-ratelimit-remaining'), undefined);
    assert.equal(countHeader({ 'x-ratelimit-limit': '9'.repeat(400) }, 'x-ratelimit-limit'), 100_000);
    assert.equal(header({ a: [] }, 'a'), undefined);
  });
});
