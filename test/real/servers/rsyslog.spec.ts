/** With a real rsyslog, stopped and started in the middle: everything reported as delivered has to be there. */
import assert from 'node:assert/strict';
import { Cleanup } from '../harness/process/cleanup';
import { waitFor } from '../harness/process/wait-for';
import type { Rsyslog, RsyslogInput } from '../harness/servers/rsyslog';
import { needRsyslog } from '../harness/servers/with-rsyslog';
import { rsyslogAndSink } from './rsyslog-and-sink';

const MESSAGES = 10_000;
const STARTED = Date.UTC(2025, 10, 20, 8);
const record = (number: number): object => ({
  timestamp: STARTED + number,
  type: 'receipt',
  number,
  subject: 'Grüße\nfrom two lines',
  filler: 'x'.repeat(400),
});

/** The numbers of the received records, in order. Throws on anything that is not a whole record. */
function numbersOf(lines: readonly string[]): number[] {
  return lines.map((line) => {
    const [, time, number] =
      /^<134>1 (\S+) here mimecast 42 receipt - \{"timestamp":\d+,"type":"receipt","number":(\d+),"subject":"Grüße\\nfrom two lines","filler":"x{400}"\}$/.exec(
        line,
      ) ?? [];
    assert.equal(time, new Date(STARTED + Number(number)).toISOString(), line.slice(0, 200));
    return Number(number);
  });
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

const missingOf = (numbers: Iterable<number>, from: number, to: number): number[] => {
  const there = new Set(numbers);
  return range(from, to).filter((number) => !there.has(number));
};

/** Notifies at once when the count is reached: polling would be too late. */
class Counter {
  count = 0;
  readonly #waiting: { readonly count: number; readonly tell: () => void }[] = [];

  increase(): void {
    this.count += 1;
    for (const { count, tell } of this.#waiting) if (count === this.count) tell();
  }

  reach(count: number): Promise<void> {
    if (this.count >= count) return Promise.resolve();
    return new Promise((tell) => {
      this.#waiting.push({ count, tell });
    });
  }
}

describe('a real rsyslog', function () {
  this.timeout(120_000);
  let cleanup: Cleanup;
  beforeEach(() => {
    cleanup = new Cleanup();
  });
  afterEach(() => cleanup.close());

  before(function () {
    needRsyslog(this);
  });

  const start = (input: RsyslogInput): ReturnType<typeof rsyslogAndSink> =>
    rsyslogAndSink(
      cleanup,
      input,
      { framing: 'octet-counting', maxBytes: 8096, tooLong: 'split' },
      { times: { backoffMs: 50, maxBackoffMs: 500 } },
    );

  async function arrived(server: Rsyslog, count: number): Promise<string[]> {
    await waitFor(async () => ((await server.countReceived()) >= count ? true : undefined), {
      what: `${count} messages to be written`,
      ms: 60_000,
      everyMs: 2,
    });
    return server.received();
  }

  for (const input of ['relp', 'relp-tls'] as const) {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      it(`loses none of ${MESSAGES} messages over ${input} when it is ended twice by ${signal}`, async () => {
        const { server, sink } = await start(input);
        const delivered = new Counter();
        const give = (numbers: readonly number[]): Promise<void>[] =>
          numbers.map(async (number) => {
            await sink.send(record(number));
            delivered.increase();
          });
        const early = give(range(0, MESSAGES * 0.6));
        await delivered.reach(MESSAGES * 0.2);
        assert.ok(delivered.count < MESSAGES * 0.6, 'not in the middle');
        await server.stop(signal);
        await server.start();
        await delivered.reach(MESSAGES * 0.5);
        const stopped = server.stop(signal);
        const late = give(range(MESSAGES * 0.6, MESSAGES));
        await stopped;
        await server.start();
        await Promise.all([...early, ...late]);
        // A response means written, so there is nothing to wait for.
        const numbers = numbersOf(await server.received());
        assert.deepEqual(missingOf(numbers, 0, MESSAGES), []);
        assert.ok(numbers.length - MESSAGES <= 2 * 128, `${numbers.length - MESSAGES} came twice`);
      });
    }
  }

  for (const input of ['tcp', 'tls'] as const) {
    it(`loses and duplicates none over ${input} around the restart of an idle receiver`, async () => {
      const { server, sink } = await start(input);
      for (let from = 0; from < MESSAGES; from += MESSAGES / 4) {
        await Promise.all(
          Array.from({ length: MESSAGES / 4 }, (_, index) => sink.send(record(from + index))),
        );
        await arrived(server, from + MESSAGES / 4);
        await server.stop();
        await server.start();
      }
      const numbers = numbersOf(await server.received());
      assert.deepEqual(
        numbers,
        Array.from({ length: MESSAGES }, (_, index) => index),
      );
    });

    it(`may lose over ${input} only what was in transit when the receiver stopped`, async () => {
      const { server, sink } = await start(input);
      const settled: number[] = [];
      const send = async (number: number): Promise<void> => {
        await sink.send(record(number));
        settled.push(number);
      };
      const late = MESSAGES - 1000;
      await Promise.all(range(0, 1000).map(send));
      const written = (await arrived(server, 1000)).length;
      server.freeze();
      const early = range(1000, late).map(send);
      await waitFor(() => (settled.length > 2000 ? true : undefined), { what: 'full buffers', ms: 10_000 });
      await server.stop('SIGKILL');
      const handedOver = settled.length;
      await server.start();
      await Promise.all(early);
      for (const number of range(late, MESSAGES)) await send(number);
      await sink.close();
      await waitFor(
        async () =>
          (await server.received()).at(-1)?.includes(`"number":${MESSAGES - 1},`) ? true : undefined,
        { what: 'the last message', ms: 30_000 },
      );
      // A line that was cut when the receiver was killed never arrived as a whole.
      const numbers = numbersOf((await server.received()).filter((line) => /^<134>[^<]*"}$/.test(line)));
      const lost = missingOf(numbers, 0, MESSAGES);
      console.log(
        `      killed after ${written} were written and ${handedOver} handed over: ${lost.length} of ${MESSAGES} lost`,
      );
      assert.ok(lost.length > 0, 'nothing was under way, so nothing was tried');
      assert.deepEqual(
        lost.filter((number) => number < written || number >= handedOver),
        [],
      );
    });
  }
});
