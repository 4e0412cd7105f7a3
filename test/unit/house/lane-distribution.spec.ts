import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { distribute, LANES, SECONDS_OF_OTHERS } from '../../run/lane-distribution';
import { SECONDS } from '../../run/real-seconds';

const files = readdirSync('test/real', { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.spec.ts'),
);
const secondsOf = (file: string): number => SECONDS[file] ?? SECONDS_OF_OTHERS;

describe('The lanes of the real specs', () => {
  it('run every file once, whatever each takes', () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.record({ file: fc.string(), seconds: fc.integer({ min: 1, max: 500 }) }), {
          selector: (one) => one.file,
        }),
        fc.integer({ min: 1, max: 4 }),
        (weighed, processes) => {
          const lanes = distribute(weighed, processes);
          assert.ok(lanes.length <= processes);
          assert.ok(
            lanes.every((one) => one.length > 0),
            'a lane with nothing to do',
          );
          assert.deepEqual(lanes.flat().sort(), weighed.map(({ file }) => file).sort());
        },
      ),
    ));

  it('are at most as many as there are files, because mocha fails without a file', () =>
    assert.deepEqual(distribute([{ file: 'a', seconds: 9 }], 4), [['a']]));

  it('end at about the same time', () => {
    const lanes = distribute(
      files.map((file) => ({ file, seconds: secondsOf(file) })),
      LANES,
    );
    const seconds = lanes.map((lane) => lane.reduce((sum, file) => sum + secondsOf(file), 0));
    assert.ok(Math.max(...seconds) - Math.min(...seconds) <= 30, seconds.join(' s, '));
  });

  it('do not begin with the two longest files at once', () => {
    const weighed = [9, 8, 3, 2].map((seconds) => ({ file: String(seconds), seconds }));
    assert.deepEqual(distribute(weighed, 2), [
      ['9', '2'],
      ['3', '8'],
    ]);
  });

  it('have no entry for a removed file', () => {
    assert.deepEqual(
      Object.keys(SECONDS).filter((file) => !files.includes(file)),
      [],
    );
  });
});
