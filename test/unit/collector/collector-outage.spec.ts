import assert from 'node:assert/strict';
import type { ApiRequest, ApiResponse, CallOptions } from '../../../nodes/lib/contracts/api-client';
import { MimecastError } from '../../../nodes/lib/contracts/errors';
import { sourceStatus } from '../../../nodes/lib/runtime/source/source-status';
import { sleep } from '../../../nodes/lib/util/async';
import { ScriptedClient } from '../../doubles/scripted-client';
import { MINUTE, NOW } from './support/collector-harness';
import { useTwoStreams } from './support/two-streams';

const TIMEOUT_MS = MINUTE;
const TRIES = 4;
const REQUEST: ApiRequest = { method: 'GET', path: '/x', group: 'api' };
const ANSWER: ApiResponse = { status: 200, body: {}, requestId: undefined, bytes: 0, failures: [] };

const noAnswer = (): MimecastError =>
  new MimecastError('MIMECAST_UNAVAILABLE', 'the host did not answer in time', {
    transient: true,
    short: 'no answer for 60 s',
  });

/** As the client at its defaults: four tries of 60 s against a server that accepts and never answers. */
class HangingClient extends ScriptedClient {
  hangs = true;
  identityHangs = false;
  /** After this number of tries of a call the server answers. */
  answersAfter = TRIES;

  constructor() {
    super({ list: () => ({}), body: () => '' });
  }

  override async call(_request: ApiRequest, options: CallOptions): Promise<ApiResponse> {
    if (this.hangs) await this.#hang(options);
    return ANSWER;
  }

  override async identity(options?: CallOptions): Promise<{ code: string; name: string }> {
    if (this.identityHangs && options !== undefined) await this.#hang(options);
    return { code: 'C0A0', name: '' };
  }

  async #hang({ signal, onTrouble }: CallOptions): Promise<void> {
    const since = Date.now();
    for (let failed = 1; ; failed += 1) {
      await sleep(TIMEOUT_MS, signal);
      if (failed === TRIES) throw noAnswer();
      onTrouble?.({ error: noAnswer(), since, retryAt: Date.now() });
      if (failed < this.answersAfter) continue;
      onTrouble?.(undefined);
      return;
    }
  }
}

describe('A collector in an outage', () => {
  const its = useTwoStreams();
  let client: HangingClient;
  /** Second of the run, colour and text, whenever it changes. */
  let shown: string[];

  /** Both streams make one call before each page. */
  function start(): void {
    client = new HangingClient();
    shown = [];
    its.start({ everyMs: 5 * MINUTE });
    its.harness.client = async () => client;
    for (const stream of [its.a, its.b])
      stream.before = async (_at, context) => {
        const { signal, onThrottled } = context;
        await context.client.call(REQUEST, { signal, stream: stream.key, onThrottled });
      };
    const { states } = its.harness;
    const push = states.push.bind(states);
    states.push = (...more) => {
      for (const state of more) {
        const { fill, text = '' } = sourceStatus(state, false);
        const line = `${fill}: ${text.replace(/\d\d:\d\d/, 'hh:mm')}`;
        if (!(shown.at(-1) ?? '').endsWith(line)) shown.push(`${(Date.now() - NOW) / 1000} s ${line}`);
      }
      return push(...more);
    };
  }

  it('shows the cause and reports the error after the first try of a call, not after the last', async () => {
    start();
    await its.harness.pass(1000 + TIMEOUT_MS);
    assert.deepEqual(shown, [
      '1 s blue: polling',
      '61 s yellow: a: no answer for 60 s · trying again',
      '61 s red: no answer for 60 s · trying again',
    ]);
    assert.deepEqual([its.harness.errors.length, its.harness.kinds('failed').length], [1, 2]);
  });

  it('stays red until the end, in all polls, and reports it once', async () => {
    start();
    await its.harness.pass(30 * MINUTE);
    // One type after the other, within the same moment.
    shown.splice(0, 2);
    const colours = new Set(shown.map((line) => line.split(' ')[2]));
    assert.deepEqual([...colours], ['red:'], shown.join('\n'));
    assert.deepEqual(
      [...new Set(shown.map((line) => line.replace(/^\d+(\.\d+)? s /, '')))],
      ['red: no answer for 60 s · trying again', 'red: no answer for 60 s · next try hh:mm'],
    );
    assert.deepEqual([its.harness.errors.length, its.harness.kinds('failed').length], [1, 2]);
    client.hangs = false;
    its.a.end = 5;
    await its.harness.pass(10 * MINUTE);
    assert.match(shown.at(-1) ?? '', /green: /);
    assert.deepEqual(
      [
        its.harness.kinds('recovered').length,
        its.harness.logs.filter((line) => /^recovered/.test(line)).length,
      ],
      [2, 1],
    );
  });

  it('is red while the account code cannot be fetched', async () => {
    start();
    client.identityHangs = true;
    await its.harness.pass(1000 + TIMEOUT_MS);
    assert.deepEqual(shown, ['1 s blue: polling', '61 s red: no answer for 60 s · trying again']);
    await its.harness.pass(20 * MINUTE);
    assert.ok(
      shown.slice(1).every((line) => / red: /.test(line)),
      shown.join('\n'),
    );
    assert.equal(its.harness.errors.length, 1);
  });

  it('recovers when a later try succeeds, and reports it', async () => {
    start();
    client.answersAfter = 1;
    await its.harness.pass(1000 + 3 * TIMEOUT_MS);
    assert.match(shown[1] ?? '', /^61 s yellow: a: no answer for 60 s · trying again$/);
    assert.match(shown.at(-1) ?? '', /green: nothing new/);
    assert.equal(its.harness.kinds('recovered').length, 2);
  });

  it('of one type shows that type, and the progress of the others', async () => {
    start();
    its.b.end = 25;
    its.b.before = () => undefined;
    await its.harness.pass(1000 + TIMEOUT_MS);
    assert.match(shown.at(-1) ?? '', /^61 s yellow: a: no answer for 60 s · 25 events$/);
    await its.harness.pass(4 * MINUTE);
    assert.match(shown.at(-1) ?? '', /yellow: a: no answer for 60 s/);
  });

  it('shows a failure at once, while other types continue', async () => {
    start();
    its.b.before = () => {
      throw new MimecastError('MIMECAST_FORBIDDEN', 'no', { short: '403 no permission' });
    };
    await its.harness.pass(1000);
    assert.match(shown.at(-1) ?? '', /^1 s yellow: b: 403 no permission$/);
    await its.harness.pass(TIMEOUT_MS);
    assert.match(
      shown.at(-1) ?? '',
      /^61 s red: a: no answer for 60 s · b: 403 no permission · trying again$/,
    );
  });

  it('shows a short failure without an error', async () => {
    start();
    client.hangs = false;
    its.a.before = async (_at, context) => {
      const { signal, onThrottled } = context;
      await context.client.call(REQUEST, { signal, stream: 'a', onThrottled });
    };
    const call = client.call.bind(client);
    client.call = async (request, options) => {
      options.onTrouble?.({ error: noAnswer(), since: Date.now(), retryAt: Date.now() + 500 });
      await sleep(500, options.signal);
      options.onTrouble?.(undefined);
      return call(request, options);
    };
    await its.harness.pass(5000);
    assert.ok(shown.some((line) => /red: no answer for 60 s · trying again/.test(line)));
    assert.match(shown.at(-1) ?? '', /green: nothing new/);
    assert.deepEqual([its.harness.errors, its.harness.kinds('failed')], [[], []]);
  });

  it('does not start while a response is only slow', async () => {
    start();
    client.call = async (_request, options) => {
      const error = new MimecastError('MIMECAST_UNAVAILABLE', 'x', {
        transient: true,
        short: 'answer not complete for 60 s',
      });
      await sleep(TIMEOUT_MS, options.signal);
      options.onTrouble?.({ error, since: Date.now() - TIMEOUT_MS, retryAt: undefined });
      await sleep(TIMEOUT_MS, options.signal);
      options.onTrouble?.(undefined);
      return ANSWER;
    };
    await its.harness.pass(1000 + TIMEOUT_MS);
    assert.match(shown.at(-1) ?? '', /yellow: answer not complete for 60 s · waiting$/);
    await its.harness.pass(2 * TIMEOUT_MS);
    assert.match(shown.at(-1) ?? '', /green: nothing new/);
    assert.deepEqual(its.harness.errors, []);
  });
});
