import assert from 'node:assert/strict';
import { type LogName, PERMISSIONS, PRODUCTS } from '../../../nodes/lib/simulator/simulator';
import { waitUntil } from '../../doubles/wait-until';
import { useHarness } from '../support/each-test';
import {
  assertComplete,
  linesOf,
  load,
  logNode,
  ofType,
  omitMember,
  startLogs,
} from '../support/log-harness';
import type { SiemHarness } from '../support/siem-harness';

const PERMISSION = 'Monitoring | URL Protection | Read';
const PRODUCT = 'Security Events';

describe('The TTP node', () => {
  let harness: SiemHarness;
  useHarness(async () => {
    harness = await startLogs({ logPageSize: 7 });
    return harness;
  });

  const TYPES = ['url', 'attachment', 'impersonation'] as const;
  const assertAll = (types: readonly (typeof TYPES)[number][]): void => {
    for (const type of types) assertComplete(harness, `ttp.${type}` satisfies LogName, type);
  };

  it('sends every record of its three logs once', async () => {
    await load(harness, logNode('ttp'));
    await harness.poll();
    await harness.poll();
    assertAll(TYPES);
    for (const type of TYPES) assert.equal(ofType(harness, type)[0]?.topic, `mimecast/ttp/${type}`);
  });

  it('reads selected types only', async () => {
    await load(harness, logNode('ttp', { types: 'attachment' }));
    await harness.poll();
    assertAll(['attachment']);
    assert.deepEqual([...ofType(harness, 'url'), ...ofType(harness, 'impersonation')], []);
  });

  it('selects several routes and results, even where Mimecast accepts one value per request', async () => {
    await load(harness, logNode('ttp', { routes: 'inbound,internal', results: 'clean,safe' }));
    await harness.poll();
    const count = (log: LogName, result: RegExp): number =>
      [...harness.simulator.logs.lines(log)].filter(
        (line) => /"route":"(inbound|internal)"/.test(line) && result.test(line),
      ).length;
    assert.equal(linesOf(harness, 'url').length, count('ttp.url', /"scanResult":"clean"/));
    assert.equal(linesOf(harness, 'attachment').length, count('ttp.attachment', /"result":"safe"/));
    assert.ok(linesOf(harness, 'url').length > 0 && linesOf(harness, 'attachment').length > 0);
    assertAll(['impersonation']);
  });

  it('does not request a result from a log that has no such result', async () => {
    await load(harness, logNode('ttp', { types: 'url,attachment', results: 'safe' }));
    await harness.poll();
    assert.deepEqual([harness.errors, harness.kinds('failed')], [[], []]);
    assert.deepEqual(linesOf(harness, 'url'), []);
    assert.ok(linesOf(harness, 'attachment').length > 0);
  });

  describe('with a log that it may not read', () => {
    for (const how of ['forbidden', 'fail-in-200'] as const) {
      it(`names the missing permission, and reads the others (${how})`, async () => {
        harness.simulator.grants.permissions = omitMember(PERMISSIONS, PERMISSION);
        harness.simulator.grants.missingPermission = how;
        await load(harness, logNode('ttp'));
        await harness.poll();
        assertAll(['attachment', 'impersonation']);
        assert.deepEqual(
          harness
            .kinds('failed')
            .map(({ type, code, permission, product }) => [type, code, permission, product]),
          [['url', 'MIMECAST_FORBIDDEN', PERMISSION, PRODUCT]],
        );
        assert.equal(harness.errors.length, 1);
        await waitUntil(() => harness.statuses.at(-1)?.fill === 'yellow', 'a yellow status');
        const status = harness.statuses.at(-1);
        const cause = how === 'forbidden' ? '403 no permission' : 'no permission';
        assert.equal(status?.text, `url: ${cause}, product ${PRODUCT}`);
        assert.deepEqual([status?.['permission'], status?.['product']], [PERMISSION, PRODUCT]);
      });
    }

    for (const how of ['not-found', 'forbidden'] as const) {
      it(`names the missing product (${how}), and continues once it is there`, async () => {
        harness.simulator.grants.products = omitMember(PRODUCTS, PRODUCT);
        harness.simulator.grants.missingProduct = how;
        await load(harness, logNode('ttp', { types: 'url' }));
        await harness.poll();
        await harness.poll();
        const code = how === 'not-found' ? 'MIMECAST_NOT_LICENSED' : 'MIMECAST_FORBIDDEN';
        const [failed, ...more] = harness.kinds('failed');
        assert.deepEqual([failed?.['code'], failed?.['product'], more], [code, PRODUCT, []]);
        await waitUntil(() => harness.statuses.at(-1)?.fill === 'yellow', 'a yellow status');
        assert.match(
          String(harness.statuses.at(-1)?.text),
          how === 'not-found'
            ? /^404 not licensed, product Security Events · next try .*\d\d:\d\d$/
            : /^403 no permission, product Security Events · next try .*\d\d:\d\d$/,
        );
        harness.simulator.grants.products = PRODUCTS;
        await harness.poll();
        assertAll(['url']);
        assert.equal(harness.kinds('recovered').length, 1);
      });
    }

    it('requests that log once an hour, and skips it in between', async () => {
      harness.simulator.grants.permissions = omitMember(PERMISSIONS, PERMISSION);
      await load(harness, logNode('ttp', { types: 'url,attachment', every: 0.05, everyUnit: 'seconds' }));
      await waitUntil(() => harness.calls('/api/ttp/attachment/get-logs').length >= 4, 'four polls');
      assert.equal(harness.calls('/api/ttp/url/get-logs').length, 1);
      const { retryAt, at } = { retryAt: '', ...harness.kinds('failed')[0] };
      assert.equal(Math.round((Date.parse(String(retryAt)) - Date.parse(String(at))) / 60_000), 60);
    });
  });
});
