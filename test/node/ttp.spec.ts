import assert from 'node:assert/strict';
import { type LogName, PERMISSIONS, PRODUCTS } from '../../nodes/lib/simulator/simulator';
import { eachTest } from './each-test';
import { assertWhole, linesOf, load, logNode, ofType, startLogs, without } from './log-rig';
import { type SiemRig, until } from './siem-rig';

const PERMISSION = 'Monitoring | URL Protection | Read';
const PRODUCT = 'Security Events';

describe('The TTP node', () => {
  let rig: SiemRig;
  eachTest(async () => {
    rig = await startLogs({ logPageSize: 7 });
    return rig;
  });

  const TYPES = ['url', 'attachment', 'impersonation'] as const;
  const assertAll = (types: readonly (typeof TYPES)[number][]): void => {
    for (const type of types) assertWhole(rig, `ttp.${type}` satisfies LogName, type);
  };

  it('sends every record of its three logs once', async () => {
    await load(rig, logNode('ttp'));
    await rig.poll();
    await rig.poll();
    assertAll(TYPES);
    for (const type of TYPES) assert.equal(ofType(rig, type)[0]?.topic, `mimecast/ttp/${type}`);
  });

  it('reads selected types only', async () => {
    await load(rig, logNode('ttp', { types: 'attachment' }));
    await rig.poll();
    assertAll(['attachment']);
    assert.deepEqual([...ofType(rig, 'url'), ...ofType(rig, 'impersonation')], []);
  });

  it('selects routes and results, also where Mimecast accepts one word at a time', async () => {
    await load(rig, logNode('ttp', { routes: 'inbound,internal', results: 'clean,safe' }));
    await rig.poll();
    const count = (log: LogName, result: RegExp): number =>
      [...rig.simulator.logs.lines(log)].filter(
        (line) => /"route":"(inbound|internal)"/.test(line) && result.test(line),
      ).length;
    assert.equal(linesOf(rig, 'url').length, count('ttp.url', /"scanResult":"clean"/));
    assert.equal(linesOf(rig, 'attachment').length, count('ttp.attachment', /"result":"safe"/));
    assert.ok(linesOf(rig, 'url').length > 0 && linesOf(rig, 'attachment').length > 0);
    assertAll(['impersonation']);
  });

  it('does not request a result from a log that has no such result', async () => {
    await load(rig, logNode('ttp', { types: 'url,attachment', results: 'safe' }));
    await rig.poll();
    assert.deepEqual([rig.errors, rig.kinds('failed')], [[], []]);
    assert.deepEqual(linesOf(rig, 'url'), []);
    assert.ok(linesOf(rig, 'attachment').length > 0);
  });

  describe('with a log that it may not read', () => {
    for (const how of ['forbidden', 'fail-in-200'] as const) {
      it(`names the missing permission, and reads the others (${how})`, async () => {
        rig.simulator.grants.permissions = without(PERMISSIONS, PERMISSION);
        rig.simulator.grants.missingPermission = how;
        await load(rig, logNode('ttp'));
        await rig.poll();
        assertAll(['attachment', 'impersonation']);
        assert.deepEqual(
          rig.kinds('failed').map(({ type, code, permission, product }) => [type, code, permission, product]),
          [['url', 'MIMECAST_FORBIDDEN', PERMISSION, PRODUCT]],
        );
        assert.equal(rig.errors.length, 1);
        await until(() => rig.statuses.at(-1)?.fill === 'yellow', 'a yellow status');
        const status = rig.statuses.at(-1);
        const cause = how === 'forbidden' ? '403 no permission' : 'no permission';
        assert.equal(status?.text, `url: ${cause}, product ${PRODUCT}`);
        assert.deepEqual([status?.['permission'], status?.['product']], [PERMISSION, PRODUCT]);
      });
    }

    for (const how of ['not-found', 'forbidden'] as const) {
      it(`names the missing product (${how}), and continues once it is there`, async () => {
        rig.simulator.grants.products = without(PRODUCTS, PRODUCT);
        rig.simulator.grants.missingProduct = how;
        await load(rig, logNode('ttp', { types: 'url' }));
        await rig.poll();
        await rig.poll();
        const code = how === 'not-found' ? 'MIMECAST_NOT_LICENSED' : 'MIMECAST_FORBIDDEN';
        const [failed, ...more] = rig.kinds('failed');
        assert.deepEqual([failed?.['code'], failed?.['product'], more], [code, PRODUCT, []]);
        await until(() => rig.statuses.at(-1)?.fill === 'yellow', 'a yellow status');
        assert.match(
          String(rig.statuses.at(-1)?.text),
          how === 'not-found'
            ? /^404 not licensed, product Security Events · next try .*\d\d:\d\d$/
            : /^403 no permission, product Security Events · next try .*\d\d:\d\d$/,
        );
        rig.simulator.grants.products = PRODUCTS;
        await rig.poll();
        assertAll(['url']);
        assert.equal(rig.kinds('recovered').length, 1);
      });
    }

    it('skips it between its tries, one an hour', async () => {
      rig.simulator.grants.permissions = without(PERMISSIONS, PERMISSION);
      await load(rig, logNode('ttp', { types: 'url,attachment', every: 0.05, everyUnit: 'seconds' }));
      await until(() => rig.calls('/api/ttp/attachment/get-logs').length >= 4, 'four polls');
      assert.equal(rig.calls('/api/ttp/url/get-logs').length, 1);
      const { retryAt, at } = { retryAt: '', ...rig.kinds('failed')[0] };
      assert.equal(Math.round((Date.parse(String(retryAt)) - Date.parse(String(at))) / 60_000), 60);
    });
  });
});
