import assert from 'node:assert/strict';
import { FinishedFiles } from '../../../../nodes/lib/streams/siem-batch/finished-files';

const DAY = 24 * 3_600_000;
const NOW = Date.parse('2026-11-20T12:00:00Z');

describe('FinishedFiles', () => {
  it('remembers paths, also when it is loaded from a position', () => {
    const paths = new FinishedFiles({});
    paths.add('/a', NOW);
    paths.add('/b', NOW + DAY);
    const repeated = new FinishedFiles(JSON.parse(JSON.stringify(paths.byDay)));
    assert.deepEqual(
      ['/a', '/b', '/c'].map((path) => repeated.has(path)),
      [true, true, false],
    );
  });

  it('keeps one entry of a path that is finished twice', () => {
    const paths = new FinishedFiles({});
    paths.add('/a', NOW);
    const once = paths.byDay;
    paths.add('/a', NOW + DAY);
    assert.deepEqual(paths.byDay, once);
  });

  it('never changes a value it returned: earlier positions may still wait to be saved', () => {
    const paths = new FinishedFiles({});
    paths.add('/a', NOW);
    const earlier = paths.byDay;
    const text = JSON.stringify(earlier);
    paths.add('/b', NOW);
    assert.equal(JSON.stringify(earlier), text);
  });

  it('remembers for eight days, and then forgets', () => {
    const paths = new FinishedFiles({});
    paths.add('/old', NOW);
    paths.add('/later', NOW + 8 * DAY);
    assert.equal(paths.has('/old'), true, 'eight days later');
    paths.add('/last', NOW + 9 * DAY);
    assert.deepEqual([paths.has('/old'), paths.has('/later'), paths.has('/last')], [false, true, true]);
    assert.deepEqual(Object.keys(paths.byDay).length, 2);
  });

  it('is bounded, and drops the oldest first', () => {
    const day = (prefix: string, count: number): string =>
      Array.from({ length: count }, (_, i) => `${prefix}${i}`.padEnd(11, '.')).join('');
    const saved = { '2026-11-18': day('x', 15_000), '2026-11-19': day('y', 5_000) };
    const paths = new FinishedFiles(saved);
    for (let i = 0; i < 10; i += 1) paths.add(`/new/${i}`, NOW);
    const pathCount = Object.values(paths.byDay).join('').length / 11;
    assert.equal(pathCount, 20_000);
    assert.equal(paths.byDay['2026-11-19'], saved['2026-11-19']);
    assert.equal(paths.byDay['2026-11-18'], saved['2026-11-18'].slice(10 * 11));
    assert.equal(paths.has('/new/9'), true);
  });

  it('takes less than 12 bytes of the position per file', () => {
    const paths = new FinishedFiles({});
    for (let i = 0; i < 1000; i += 1) paths.add(`/cg/receipt/2026-11-20/part-${i}.json.gz`, NOW);
    assert.ok(JSON.stringify(paths.byDay).length < 12 * 1000);
  });
});
