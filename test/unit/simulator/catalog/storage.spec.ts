import assert from 'node:assert/strict';
import { get } from 'node:http';
import { constants, gunzipSync } from 'node:zlib';
import type { FaultName, Simulator, SimulatorOptions } from '../../../../nodes/lib/simulator/simulator';
import {
  type ApiClient,
  download,
  fileLines,
  type Link,
  linesOf,
  read,
  TODAY,
  withTenant,
} from '../support/tenant';

const start = { type: 'receipt', dateRangeStartsAt: TODAY };

async function firstLink(apiClient: ApiClient): Promise<Link> {
  const [link] = (await apiClient.page(start)).value;
  assert.ok(link !== undefined);
  return link;
}

/** The readable lines of a download, however it ends. */
function recoverable(body: Buffer): string[] {
  const text = gunzipSync(body, { finishFlush: constants.Z_SYNC_FLUSH }).toString('utf8');
  return linesOf(text.slice(0, text.lastIndexOf('\n') + 1));
}

describe('simulator: the object storage', () => {
  it('serves a gzip file of the listed size, without Content-Encoding', () =>
    withTenant({}, async (apiClient, simulator) => {
      const { url, size } = await firstLink(apiClient);
      const response = await fetch(url);
      const body = Buffer.from(await response.arrayBuffer());
      assert.equal(response.headers.get('content-encoding'), null);
      assert.equal(body.length, size);
      assert.deepEqual([...body.subarray(0, 2)], [0x1f, 0x8b]);
      const [first] = simulator.ledger.files('receipt');
      assert.ok(first !== undefined);
      assert.equal(linesOf(gunzipSync(body).toString()).length, first.records);
    }));

  it('writes the same bytes each time, kept or not', () =>
    withTenant({ cacheBytes: 0 }, async (apiClient, simulator) => {
      const { url } = await firstLink(apiClient);
      assert.deepEqual(await download(url), await download(url));
      await simulator.warmUp();
    }));

  it('listens on another port, needs no token, and refuses requests with one', () =>
    withTenant({}, async (apiClient, simulator) => {
      const { url } = await firstLink(apiClient);
      assert.equal(new URL(url).origin, simulator.storageUrl);
      assert.notEqual(simulator.storageUrl, simulator.apiUrl);
      const both = await read(url, { headers: { authorization: 'Bearer whatever' } });
      assert.equal(both.status, 400);
      assert.match(both.text, /^<\?xml .*\n<Error><Code>InvalidArgument</);
      assert.deepEqual(simulator.requests.at(-1)?.query, {}, 'signatures are not recorded');
      assert.equal(simulator.requests.at(-1)?.hasAuthorization, true);
    }));

  it('refuses links that are old, forged or for another file, in XML', () =>
    withTenant({ linkLifetimeMs: 60_000 }, async (apiClient, simulator) => {
      const [first, second] = (await apiClient.page(start)).value;
      assert.ok(first !== undefined && second !== undefined);
      const moved = `${simulator.storageUrl}${new URL(second.url).pathname}${new URL(first.url).search}`;
      for (const url of [
        first.url.replace(/Signature=\w/, 'Signature=x'),
        moved,
        first.url.split('?')[0] ?? '',
      ]) {
        const forged = await read(url);
        assert.equal(forged.status, 403);
        assert.match(forged.text, /<Code>SignatureDoesNotMatch</);
      }
      simulator.advance(60_001);
      const expired = await read(first.url);
      assert.equal(expired.status, 403);
      assert.equal(expired.headers.get('content-type'), 'application/xml');
      assert.match(expired.text, /<Code>AccessDenied<.*expired/);
    }));

  it('signs for GET only', () =>
    withTenant({}, async (apiClient) => {
      const { url } = await firstLink(apiClient);
      assert.equal((await read(url, { method: 'POST', body: 'x' })).status, 405);
    }));

  it('has blank lines in some files, and no newline at the end of some', () =>
    withTenant({ recordsPerFile: 200 }, async (apiClient) => {
      const texts: string[] = [];
      for (const { url } of (await apiClient.page(start)).value)
        texts.push(gunzipSync(await download(url)).toString());
      const count = (matches: (text: string) => boolean): number => texts.filter(matches).length;
      for (const matches of [(t: string) => t.endsWith('\n'), (t: string) => /^\n|\n\s*\n/.test(t)]) {
        assert.ok(count(matches) > 0 && count(matches) < texts.length);
      }
      for (const text of texts) assert.equal(linesOf(text).length, 200);
    }));

  it('serves a file of 100,000 records without keeping it in memory', function () {
    this.timeout(120_000);
    return withTenant(
      { recordsPerFile: 100_000, history: 900_000 * 2, types: ['journal'] },
      async (apiClient) => {
        const [link] = (await apiClient.page({ type: 'journal', dateRangeStartsAt: TODAY })).value;
        assert.ok(link !== undefined);
        assert.equal((await fileLines(link.url)).length, 100_000);
      },
    );
  });

  it('releases everything when it is stopped in the middle of a download', async () => {
    let ended: Promise<unknown> = Promise.resolve();
    await withTenant({ slowBodyMs: 60_000 }, async (apiClient, simulator) => {
      simulator.faults.next('slow-body');
      const { url } = await firstLink(apiClient);
      const response = await new Promise<NodeJS.ReadableStream>((resolve) => get(url, resolve));
      ended = new Promise((resolve) => response.once('error', resolve));
      response.resume();
    });
    assert.ok((await ended) instanceof Error);
  });
});

describe('simulator: faults of the storage', () => {
  const once = (
    name: FaultName,
    check: (apiClient: ApiClient, simulator: Simulator) => Promise<void>,
    options: SimulatorOptions = {},
  ): Promise<void> =>
    withTenant({ recordsPerFile: 100, ...options }, async (apiClient, simulator) => {
      simulator.faults.next(name);
      await check(apiClient, simulator);
      assert.equal(simulator.faults.fired[name], 1);
    });

  it('expired-link: this link is refused permanently, a new one is not', () =>
    once('expired-link', async (apiClient) => {
      const { url } = await firstLink(apiClient);
      assert.equal((await read(url)).status, 403);
      assert.equal((await read(url)).status, 403);
      assert.equal((await fileLines((await firstLink(apiClient)).url)).length, 100);
    }));

  it('truncated-gzip: the file ends early, 60 of 100 records are readable, and the next download is whole', () =>
    once('truncated-gzip', async (apiClient, simulator) => {
      const { url } = await firstLink(apiClient);
      const body = await download(url);
      assert.throws(() => gunzipSync(body), /unexpected end of file/);
      assert.deepEqual(recoverable(body), [...simulator.ledger.lines('receipt')].slice(0, 60));
      assert.equal((await fileLines(url)).length, 100);
    }));

  it('corrupt-gzip: inflate fails behind the 60th record, and the next download is whole', () =>
    once('corrupt-gzip', async (apiClient, simulator) => {
      const { url } = await firstLink(apiClient);
      const body = await download(url);
      assert.throws(() => gunzipSync(body), /invalid block type/);
      assert.deepEqual(
        recoverable(body.subarray(0, -64)),
        [...simulator.ledger.lines('receipt')].slice(0, 60),
      );
      assert.equal((await fileLines(url)).length, 100);
    }));

  it('broken-off: the connection ends in the middle', () =>
    once('broken-off', async (apiClient) => {
      const { url } = await firstLink(apiClient);
      await assert.rejects(download(url), TypeError);
      assert.equal((await fileLines(url)).length, 100);
    }));

  it('slow-body: it pauses for a while, and continues', () =>
    once(
      'slow-body',
      async (apiClient) => {
        const { url } = await firstLink(apiClient);
        const began = performance.now();
        assert.equal((await fileLines(url)).length, 100);
        assert.ok(performance.now() - began >= 75);
      },
      { slowBodyMs: 80 },
    ));

  it('storage-error: 503 in XML, once', () =>
    once('storage-error', async (apiClient) => {
      const { url } = await firstLink(apiClient);
      assert.equal((await read(url)).status, 503);
      assert.equal((await read(url)).status, 200);
    }));

  it('content-encoding: the storage declares gzip for a gzip file', () =>
    once('content-encoding', async (apiClient) => {
      const { url } = await firstLink(apiClient);
      const response = await fetch(url);
      assert.equal(response.headers.get('content-encoding'), 'gzip');
      // a stack that decodes by itself delivers plain text
      assert.equal(linesOf(await response.text()).length, 100);
    }));

  it('bad-line: lines that are not records are among the records, always the same ones', () =>
    once('bad-line', async (apiClient, simulator) => {
      const { url, size } = await firstLink(apiClient);
      const lines = await fileLines(url);
      const bad = new Set(simulator.ledger.badLines('receipt'));
      assert.equal(bad.size, 4);
      assert.equal(lines.length, 104);
      assert.equal(lines.filter((line) => bad.has(line)).length, 4);
      assert.deepEqual(await fileLines(url), lines);
      assert.equal((await download(url)).length, size);
      assert.equal(simulator.ledger.count('receipt'), 24 * 100);
    }));

  it('empty-file: one more link, with nothing behind it, as 0 bytes and as a gzip file', () =>
    once('empty-file', async (apiClient) => {
      const { value } = await apiClient.page(start);
      assert.equal(value.length, 25);
      const [empty] = value;
      assert.ok(empty !== undefined);
      assert.equal((await download(empty.url)).length, 0);
      assert.equal(gunzipSync(await download(empty.url)).length, 0);
    }));

  it('plain-body: not compressed', () =>
    once('plain-body', async (apiClient) => {
      const { url, size } = await firstLink(apiClient);
      const body = await download(url);
      assert.equal(body.length, size);
      assert.equal(linesOf(body.toString()).length, 100);
    }));

  it('double-gzip: compressed twice', () =>
    once('double-gzip', async (apiClient) => {
      const body = await download((await firstLink(apiClient)).url);
      assert.equal(linesOf(gunzipSync(gunzipSync(body)).toString()).length, 100);
    }));

  it('vanished-file: breaks off, is refused, is missing in the next listing, and its records are unavailable', () =>
    once('vanished-file', async (apiClient, simulator) => {
      const { url } = await firstLink(apiClient);
      await assert.rejects(download(url), TypeError);
      assert.equal((await read(url)).status, 404);
      assert.equal((await apiClient.page(start)).value.length, 23);
      assert.equal(simulator.ledger.count('receipt'), 23 * 100);
      assert.equal([...simulator.ledger.unavailable('receipt')].length, 100);
    }));

  it('resized-file: breaks off, is refused, and is larger on the next listing, with the same beginning', () =>
    once('resized-file', async (apiClient, simulator) => {
      const before = await firstLink(apiClient);
      await assert.rejects(download(before.url), TypeError);
      assert.equal((await read(before.url)).status, 403);
      const after = await firstLink(apiClient);
      assert.equal(new URL(after.url).pathname, new URL(before.url).pathname);
      assert.ok(after.size > before.size);
      const lines = await fileLines(after.url);
      assert.deepEqual(lines, [...simulator.ledger.lines('receipt')].slice(0, 125));
    }));

  // zlib may keep back the last 256 records before a corrupt place
  for (const [name, sure] of [
    ['truncated-gzip-permanent', 600],
    ['corrupt-gzip-permanent', 344],
  ] as const) {
    it(`${name}: every download breaks, and at least ${sure} of 1000 records are readable`, () =>
      once(
        name,
        async (apiClient, simulator) => {
          for (let i = 0; i < 2; i++) {
            const { url, size } = await firstLink(apiClient);
            const body = await download(url);
            assert.equal(body.length, size);
            assert.throws(() => gunzipSync(body));
          }
          assert.equal(simulator.ledger.count('receipt'), 23_000 + sure);
          assert.equal([...simulator.ledger.unavailable('receipt')].length, 1_000 - sure);
        },
        { recordsPerFile: 1_000 },
      ));
  }
});
