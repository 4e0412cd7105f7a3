/** Long records and a real rsyslog with its own limits: what is reported as delivered is there, to the last octet. */
import assert from 'node:assert/strict';
import { syslogProperties } from '../../../nodes/lib/properties/node/syslog';
import { SyslogError } from '../../../nodes/lib/sinks/syslog/errors';
import type { SyslogSettings, SyslogSink } from '../../../nodes/lib/sinks/syslog/syslog-sink';
import { joinParts } from '../../unit/sinks/syslog/support/parts';
import { Cleanup } from '../harness/process/cleanup';
import { waitFor } from '../harness/process/wait-for';
import type { Rsyslog, RsyslogInput, RsyslogOptions } from '../harness/servers/rsyslog';
import { needRsyslog } from '../harness/servers/with-rsyslog';
import { rsyslogAndSink } from './rsyslog-and-sink';

const DEFAULT_BYTES = Number(syslogProperties.maxBytes.value);
const KB = 1000;
const HEADER = /^<134>1 \S+ here mimecast 42 receipt - /;

/** A text of so many octets, with multi-byte characters at every offset, line breaks, quotes and brackets. */
function textOf(octets: number, seed: number): string {
  const pieces = ['é', 'x', '😀', '\n', '"', ']', '\\', '漢', ' ', '=', '|', 'a\r\nb'];
  let text = 'y'.repeat(seed);
  let size = seed;
  for (let at = seed; size < octets; at += 1) {
    const piece = pieces[(at * 7 + (at >> 3)) % pieces.length] ?? '';
    text += piece;
    size += Buffer.byteLength(piece);
  }
  return text;
}

const SIZES = [7, 8, 9, 20, 70].map((size) => size * KB);
const RECORDS = SIZES.flatMap((size) =>
  [0, 1, 2, 3].map((seed) => ({
    ...{ timestamp: Date.UTC(2025, 10, 20, 8), type: 'receipt' },
    ...{ number: size + seed, subject: textOf(size, seed) },
  })),
);
const IDS = RECORDS.map(({ number }) => `id-${number}`);
/** Tabs, which rsyslog stores as four octets; a text is sent as it is. */
const LEEF = `LEEF:1.0|Mimecast|Email|1|receipt|${Array.from({ length: 900 }, (_, at) => `key${at}=value`).join('\t')}`;

type Way = readonly [string, RsyslogInput, SyslogSettings['framing']];
const WAYS: readonly Way[] = [
  ['RELP', 'relp', 'octet-counting'],
  ['TCP with octet counting', 'tcp', 'octet-counting'],
  ['TCP with line feeds', 'tcp', 'newline'],
  ['TLS', 'tls', 'octet-counting'],
];

describe('a real rsyslog with its own limits', function () {
  this.timeout(60_000);
  let cleanup: Cleanup;
  beforeEach(() => {
    cleanup = new Cleanup();
  });
  afterEach(() => cleanup.close());

  before(function () {
    needRsyslog(this);
  });

  async function start(
    [, input, framing]: Way,
    settings: Pick<SyslogSettings, 'tooLong'> & { maxBytes?: number },
    options: Pick<RsyslogOptions, 'maxMessageSize' | 'template'> = {},
  ): Promise<{ server: Rsyslog; sink: SyslogSink; stored(count: number): Promise<string[]> }> {
    const { server, sink } = await rsyslogAndSink(
      cleanup,
      input,
      { framing, maxBytes: DEFAULT_BYTES, ...settings },
      options,
    );
    const stored = (count: number): Promise<string[]> =>
      waitFor(
        async () => {
          const lines = await server.received();
          return lines.length >= count ? lines : undefined;
        },
        { what: `${count} lines`, ms: 20_000 },
      );
    return { server, sink, stored };
  }

  for (const way of WAYS) {
    const [name] = way;

    it(`over ${name}: parts, joined again, are every record of 7 to 70 KB`, async () => {
      const { sink, stored } = await start(way, { tooLong: 'split' });
      await sink.send([...RECORDS, 'the end'], { type: 'receipt', ids: [...IDS, 'end'] });
      const lines = await waitFor(
        async () => {
          const found = await stored(1);
          return found.at(-1)?.endsWith(' the end') ? found : undefined;
        },
        { what: 'the last line', ms: 20_000 },
      );
      const whole = joinParts(lines.slice(0, -1));
      assert.deepEqual(
        whole.map((line) => line.replace(HEADER, '')),
        RECORDS.map((record) => JSON.stringify(record)),
      );
      for (const line of whole) assert.match(line, HEADER);
      for (const line of lines) assert.ok(Buffer.byteLength(line) <= DEFAULT_BYTES);
    });

    it(`over ${name}: cut records end with a mark, and are as long as allowed`, async () => {
      const { sink, stored } = await start(way, { tooLong: 'cut' });
      await sink.send(RECORDS, { type: 'receipt', ids: IDS });
      const lines = await stored(RECORDS.length);
      assert.equal(lines.length, RECORDS.length);
      for (const [index, line] of lines.entries()) {
        const json = JSON.stringify(RECORDS[index]);
        const text = line.replace(HEADER, '');
        if (text === json) continue;
        const {
          kept = '',
          octets,
          id,
        } = /^(?<kept>.*) \[cut: (?<octets>\d+) octets, id (?<id>\S+)\]$/s.exec(text)?.groups ?? {};
        assert.ok(kept !== '' && json.startsWith(kept), `${index}: ${text.slice(-60)}`);
        assert.equal(
          Number(octets),
          Buffer.byteLength(line) - Buffer.byteLength(text) + Buffer.byteLength(json),
        );
        assert.equal(id, IDS[index]);
        assert.ok(Buffer.byteLength(line) > DEFAULT_BYTES - 8 && Buffer.byteLength(line) <= DEFAULT_BYTES);
      }
      assert.ok(lines.some((line) => line.includes(' [cut: ')));
    });

    it(`over ${name}: refuses what is too long, and delivers the others`, async () => {
      const { sink, stored } = await start(way, { tooLong: 'refuse' });
      const short = RECORDS.filter((record) => Buffer.byteLength(JSON.stringify(record)) < 7900);
      await assert.rejects(sink.send(RECORDS, { type: 'receipt' }), (error) => {
        assert.ok(error instanceof SyslogError && error.code === 'SYSLOG_TOO_LONG');
        assert.equal(error.refusals.length, RECORDS.length - short.length);
        return true;
      });
      const lines = await stored(short.length);
      assert.deepEqual(
        lines.map((line) => line.replace(HEADER, '')),
        short.map((record) => JSON.stringify(record)),
      );
    });

    it(`over ${name}: a tab counts as the four octets that rsyslog stores`, async () => {
      const { sink, stored } = await start(way, { tooLong: 'split' });
      const lines = Array.from({ length: 40 }, (_, index) => LEEF.slice(0, 6000 + index * 100));
      await sink.send([...lines, 'the end'], { type: 'receipt' });
      const found = await waitFor(
        async () => {
          const all = await stored(1);
          return all.at(-1)?.endsWith(' the end') ? all : undefined;
        },
        { what: 'the last line', ms: 20_000 },
      );
      assert.deepEqual(
        joinParts(found.slice(0, -1).map((line) => line.replaceAll('#011', '\t'))).map((line) =>
          line.replace(HEADER, ''),
        ),
        lines,
      );
    });
  }

  it('keeps parts that can be joined with its template RSYSLOG_SyslogProtocol23Format', async () => {
    const [relp] = WAYS;
    assert.ok(relp !== undefined);
    const template = 'RSYSLOG_SyslogProtocol23Format';
    const { sink, server } = await start(relp, { tooLong: 'split' }, { template });
    // Blanks, at the beginning of a part too
    const texts = [0, 1, 2].map((seed) => `${'z'.repeat(seed)}${' a  b'.repeat(6000)}`);
    await sink.send(texts, { type: 'receipt' });
    const lines = (await server.received()).filter((line) => line.startsWith('<134>'));
    assert.deepEqual(
      joinParts(lines).map((line) => line.replace(HEADER, '')),
      texts,
    );
  });

  it('stores 70 KB in one message where both sides allow it, as the documents say', async () => {
    const [relp] = WAYS;
    assert.ok(relp !== undefined);
    const { sink, stored } = await start(
      relp,
      { tooLong: 'refuse', maxBytes: 128 * 1024 },
      { maxMessageSize: '128k' },
    );
    const records = RECORDS.filter(({ number }) => number >= 70 * KB);
    await sink.send(records, { type: 'receipt' });
    const lines = await stored(records.length);
    assert.deepEqual(
      lines.map((line) => line.replace(HEADER, '')),
      records.map((record) => JSON.stringify(record)),
    );
  });

  it('answers 200 to a message above its limit and keeps 8,096 octets: why the default is what it is', async () => {
    const [relp] = WAYS;
    assert.ok(relp !== undefined);
    const { sink, stored } = await start(relp, { tooLong: 'truncate', maxBytes: 65_536 });
    await sink.send('x'.repeat(20 * KB));
    const [line = ''] = await stored(1);
    assert.equal(Buffer.byteLength(line), DEFAULT_BYTES);
  });
});
