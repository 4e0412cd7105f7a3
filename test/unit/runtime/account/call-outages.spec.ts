import assert from 'node:assert/strict';
import type { ApiClient, ApiRequest, CallOptions, Trouble } from '../../../../nodes/lib/contracts/api-client';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import { CallOutages } from '../../../../nodes/lib/runtime/account/call-outages';
import { ScriptedClient } from '../../../doubles/scripted-client';

const down = new MimecastError('MIMECAST_UNAVAILABLE', 'the host did not answer', {
  transient: true,
  short: 'no answer for 60 s',
});
const forbidden = new MimecastError('MIMECAST_FORBIDDEN', 'may not', { short: '403 no permission' });
const quota = new MimecastError('MIMECAST_RATE_LIMITED', 'wait', { transient: true });
const at = (path: string): ApiRequest => ({ method: 'GET', path, group: 'api' });

describe('The trouble of a node without types', () => {
  let trouble: CallOutages;
  let client: ApiClient;
  let warnings: string[];
  let logs: string[];
  let causes: (string | undefined)[];
  /** the result of a call of this path: a response, an error, or a failed try before a response */
  let outcomes: Map<string, Error | Trouble>;

  beforeEach(() => {
    [warnings, logs, causes, outcomes] = [[], [], [], new Map()];
    const scripted = new ScriptedClient({ list: () => ({}), body: () => '' });
    const original = scripted.call.bind(scripted);
    scripted.call = async (request: ApiRequest, options: CallOptions) => {
      const its = outcomes.get(request.path);
      if (its instanceof Error) throw its;
      if (its !== undefined) options.onTrouble?.(its);
      return original(request, options);
    };
    const log = {
      warn: (text: string) => warnings.push(text),
      log: (text: string) => logs.push(text),
      debug: () => 0,
    };
    trouble = new CallOutages(log, () => causes.push(trouble.cause));
    client = trouble.watch(scripted);
  });
  const call = (path: string): Promise<unknown> =>
    client
      .call(at(path), { signal: new AbortController().signal, stream: 's' })
      .catch((error: unknown) => error);

  it('is reported once, whatever reports it, and so is its end', async () => {
    for (const path of ['/a', '/b']) outcomes.set(path, down);
    for (let turn = 0; turn < 3; turn += 1) for (const path of ['/a', '/b']) await call(path);
    assert.deepEqual([warnings, logs], [['the host did not answer'], []]);
    outcomes.clear();
    for (const path of ['/a', '/b', '/a']) await call(path);
    assert.deepEqual([warnings.length, logs.length, trouble.cause], [1, 1, undefined]);
  });

  it('of one path does not end because another one answers', async () => {
    outcomes.set('/a', down);
    for (const path of ['/a', '/b', '/a', '/b']) await call(path);
    assert.deepEqual([warnings.length, logs, trouble.cause], [1, [], 'no answer for 60 s']);
  });

  it('is shown from the first try on, and is no warning when it ends soon', async () => {
    outcomes.set('/a', { error: down, since: Date.now(), retryAt: Date.now() });
    await call('/a');
    assert.deepEqual([causes, warnings, logs], [['no answer for 60 s', undefined], [], []]);
  });

  it('is a warning where a try took long', async () => {
    outcomes.set('/a', { error: down, since: Date.now() - 60_000, retryAt: Date.now() });
    await call('/a');
    assert.deepEqual([warnings.length, logs.length], [1, 1]);
  });

  it('excludes a refusal, and an exhausted quota', async () => {
    outcomes.set('/a', forbidden);
    outcomes.set('/b', quota);
    for (const path of ['/a', '/b']) await call(path);
    assert.deepEqual([causes, warnings, logs], [[], [], []]);
  });
});
