/** The work for a list, or for many members, grows as their number: a service may send as many as fit into an answer. */
import assert from 'node:assert/strict';
import { parseQuery } from '../../../../nodes/lib/api/http/query';
import { explainingEvents } from '../../../../nodes/lib/assessments/policy/drift';
import { MAX_PATH_LENGTH, withPaths } from '../../../../nodes/lib/streams/snapshot/groups';
import { growthOf } from '../../../fuzz/growth';

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** What is prepared is not measured. */
const WORK: Readonly<Record<string, readonly [size: number, prepare: (size: number) => () => unknown]>> = {
  'parameters of a query': [
    10_000,
    (size) => {
      const query = range(size)
        .map((index) => `p${index}=${index}`)
        .join('&');
      return () => parseQuery(query);
    },
  ],
  'changed policies and the audit events that may name them': [
    4_000,
    (size) => {
      const added = range(size).map((index) => ({ description: `policy ${index}` }));
      const event = { eventTime: '2026-11-20T05:58:12+0000', category: 'policy_logs' };
      const events = range(size).map((index) => ({ ...event, eventInfo: `something else ${index}` }));
      return () => explainingEvents({ added, removed: [], changed: [] }, events);
    },
  ],
  'the levels of groups with long names': [
    500,
    (size) => {
      const groups = range(size).map((index) => ({
        ...{ id: `${index}`, parentId: `${index - 1}`, description: 'x'.repeat(20_000) },
      }));
      return () => withPaths(groups);
    },
  ],
};

describe('The work', () => {
  for (const [what, [size, prepare]] of Object.entries(WORK))
    it(`for ${what} grows as their number`, async () =>
      assert.equal(await growthOf(prepare, size), undefined));

  it('for paths of groups is not the product of levels and names', () => {
    const groups = range(200).map((index) => ({
      ...{ id: `${index}`, parentId: `${index - 1}`, description: 'x'.repeat(1_000_000) },
    }));
    for (const { path } of withPaths(groups)) assert.ok(path.length < MAX_PATH_LENGTH + 10, `${path.length}`);
  });

  it('that is quadratic would be seen', async () => {
    const quadratic = (size: number) => () => {
      let sum = 0;
      for (let a = 0; a < size; a += 1) for (let b = 0; b < size; b += 1) sum = (sum + a * b) % 1_000;
      return sum;
    };
    assert.match((await growthOf(quadratic, 2_000)) ?? '', /ms for 2000, 4000/);
  });
});
