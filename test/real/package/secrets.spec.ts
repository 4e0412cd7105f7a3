import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Secret, secretsBelow, secretsIn } from '../harness/node-red/find-secrets';
import { type FlowNode, NodeRed } from '../harness/node-red/node-red';
import { linesOf } from '../harness/node-red/output-file';
import { nodeRed4 } from '../harness/node-red/runtime';
import { installedUserDir } from '../harness/package/packed-once';
import { Cleanup } from '../harness/process/cleanup';
import { makeFolder, removeFolder } from '../harness/process/folder';
import { RecordingProxy } from '../harness/servers/recording-proxy';
import { startRefusingProxy } from '../harness/servers/refusing-proxy';
import { Simulator } from '../harness/servers/simulator';

const canary = (name: string): Secret => ({
  name,
  text: `canary+${name.replaceAll(' ', '-')}/${randomUUID()}=`,
});

const ID = canary('client id');
const SECRET = canary('client secret');
const WRONG = canary('wrong secret');
const TYPED = canary('typed secret');
const PROXY_USER = canary('proxy user');
const PROXY_PASSWORD = canary('proxy password');
const PASSPHRASE = canary('TLS passphrase');
const CANARIES = [ID, SECRET, WRONG, TYPED, PROXY_USER, PROXY_PASSWORD, PASSPHRASE];

const ACCOUNT = 'acc0000000000001';
const message = z.looseObject({
  error: z.looseObject({ code: z.string().optional() }).optional(),
  payload: z.unknown().optional(),
});

describe('Secrets', () => {
  const cleanup = new Cleanup();
  const responses: string[] = [];
  let simulator: Simulator;
  let recordingProxy: RecordingProxy;
  let nodeRed: NodeRed;
  let everything: string;

  before(async () => {
    const userDir = await installedUserDir(cleanup);
    simulator = await Simulator.start(userDir, [
      ...['--client-id', ID.text, '--client-secret', SECRET.text],
      ...['--types', 'receipt,delivery', '--records-per-file', '5', '--quota', '1000'],
    ]);
    cleanup.add(() => simulator.stop());
    recordingProxy = await RecordingProxy.listen(simulator.apiUrl);
    cleanup.add(() => recordingProxy.close());
    nodeRed = await NodeRed.start({ runtime: nodeRed4, userDir });
    cleanup.add(() => nodeRed.stop());
    everything = join(userDir, 'everything.ndjson');
  });
  after(() => cleanup.close());

  /** The flow writes everything to a file: records, reports, errors and statuses, whole messages. */
  function flow(account: Readonly<Record<string, unknown>>, others: readonly FlowNode[] = []): FlowNode[] {
    const z = '1ab0000000000001';
    return [
      { id: z, type: 'tab', label: 'secrets' },
      ...others,
      { id: ACCOUNT, type: 'mimecast-account', region: 'custom', baseUrl: recordingProxy.url, ...account },
      {
        ...{ id: '50c0000000000001', type: 'mimecast-siem', z, account: ACCOUNT, types: 'receipt, delivery' },
        ...{ every: 5, everyUnit: 'minutes', wires: [['f000000000000001'], ['f000000000000001']] },
      },
      { id: 'ca70000000000001', type: 'catch', z, scope: null, wires: [['f000000000000001']] },
      { id: '57a0000000000001', type: 'status', z, scope: null, wires: [['f000000000000001']] },
      {
        ...{ id: 'f000000000000001', type: 'function', z, outputs: 1, wires: [['f11e000000000001']] },
        func: 'return { payload: JSON.stringify(msg) };',
      },
      {
        ...{
          id: 'f11e000000000001',
          type: 'file',
          z,
          filename: everything,
          filenameType: 'str',
          wires: [[]],
        },
        ...{ appendNewline: true, overwriteFile: 'false' },
      },
    ];
  }

  /** Waits until a written message satisfies `wanted`. */
  async function written(what: string, wanted: (one: z.infer<typeof message>) => boolean): Promise<void> {
    await nodeRed.program.waitUntil(what, 60_000, async () => {
      for await (const line of linesOf(everything)) if (wanted(message.parse(JSON.parse(line)))) return true;
      return undefined;
    });
  }

  const afresh = (): Promise<void> => writeFile(everything, '');
  const failedWith = (code: string) => written(`an error ${code}`, ({ error }) => error?.code === code);

  /** All collected output, which must not contain a secret. */
  async function leaks(): Promise<string[]> {
    const secrets = [
      ...CANARIES,
      ...[...recordingProxy.tokens].map((text, index) => ({ name: `access token ${index}`, text })),
    ];
    return [
      ...(await secretsBelow(nodeRed.userDir, secrets)),
      ...secretsIn(nodeRed.program.output, 'the log', secrets),
      ...responses.flatMap((reply) => secretsIn(reply, 'an admin answer', secrets)),
    ];
  }

  async function testConnection(form: Readonly<Record<string, unknown>>): Promise<string> {
    const response = await nodeRed.fetch(`/mimecast/account/${ACCOUNT}/test`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(form),
    });
    const reply = `${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`;
    responses.push(reply);
    return reply;
  }

  it('are found by this search in every place and encoding', async () => {
    const folder = await makeFolder('search');
    cleanup.add(() => removeFolder(folder));
    await writeFile(join(folder, 'one'), `client_secret=${encodeURIComponent(SECRET.text)}&x=1`);
    await writeFile(join(folder, 'two'), 'https://storage.example/a.gz?X-Amz-Date=1&X-Amz-Signature=00ff');
    const basic = Buffer.from(`${PROXY_USER.text}`).toString('base64');
    assert.deepEqual((await secretsBelow(folder, CANARIES)).sort(), [
      'a signed link in two',
      'client secret in one',
    ]);
    assert.deepEqual(secretsIn(`Basic ${basic}`, 'a header', CANARIES), ['proxy user in a header']);
  });

  it('stay secret when the token endpoint refuses and reflects them', async () => {
    await simulator.injectFaults('token-echo', 3);
    await nodeRed.deploy(flow({ credentials: { clientId: ID.text, clientSecret: WRONG.text } }));
    await failedWith('MIMECAST_AUTH');
    await simulator.injectFaults('token-echo', 3);
    const form = {
      region: 'custom',
      baseUrl: recordingProxy.url,
      clientId: ID.text,
      clientSecret: TYPED.text,
    };
    assert.match(await testConnection(form), /"level":"red"/);
    assert.ok((await simulator.fired('token-echo')) >= 2, 'the echo was never heard');
    assert.deepEqual(await leaks(), []);
  });

  it('stay secret when responses and downloads fail', async () => {
    await simulator.clearFaults();
    const downloads = ['expired-link', 'broken-off', 'corrupt-gzip', 'truncated-gzip', 'storage-error'];
    for (const fault of [...downloads, 'bad-line', 'vanished-file']) await simulator.injectFaults(fault, 2);
    // One each: the client gives up after a few consecutive failures, and there would be nothing to download.
    for (const fault of ['html-answer', 'unauthorized-midway']) await simulator.injectFaults(fault, 1);
    await afresh();
    await nodeRed.deploy(flow({ credentials: { clientId: ID.text, clientSecret: SECRET.text } }));
    await written('the poll to end', ({ payload }) => /"kind":"poll"/.test(JSON.stringify(payload)));
    assert.match(
      await testConnection({
        ...{ region: 'custom', baseUrl: recordingProxy.url, clientId: ID.text },
        ...{ clientSecret: '__PWRD__', has_clientSecret: true },
      }),
      /"level":"green"/,
    );
    for (const fault of [...downloads, 'unauthorized-midway', 'html-answer']) {
      assert.ok((await simulator.fired(fault)) > 0, `${fault} never happened`);
    }
    assert.ok(recordingProxy.tokens.size > 0, 'no token was overheard');
    assert.match(await readFile(everything, 'utf8'), /mimecast\/siem\/receipt/);
    assert.deepEqual(await leaks(), []);
  });

  it('stay secret when the proxy or the TLS configuration is at fault', async () => {
    const talkative = await startRefusingProxy(cleanup);
    const proxy: FlowNode = {
      ...{ id: 'b000000000000001', type: 'http proxy', url: talkative.url, noproxy: [] },
      credentials: { username: PROXY_USER.text, password: PROXY_PASSWORD.text },
    };
    const tls: FlowNode = {
      ...{ id: 'b000000000000002', type: 'tls-config', certname: 'c', keyname: 'k', verifyservercert: true },
      credentials: { certdata: 'no certificate', keydata: 'no key', passphrase: PASSPHRASE.text },
    };
    const credentials = { clientId: ID.text, clientSecret: SECRET.text };
    await simulator.clearFaults();
    await afresh();
    // Never reached: its name cannot be resolved, and requests go through the proxy.
    const elsewhere = 'https://mimecast.invalid';
    await nodeRed.deploy(flow({ proxy: proxy.id, baseUrl: elsewhere, credentials }, [proxy]));
    await written('an error', ({ error }) => error !== undefined);
    const form = { region: 'custom', clientId: ID.text, clientSecret: TYPED.text };
    assert.match(await testConnection({ ...form, baseUrl: elsewhere, proxy: proxy.id }), /"level":"red"/);
    assert.ok(talkative.tunnelRequests >= 2, 'the proxy was not asked');

    await afresh();
    const https = recordingProxy.url.replace('http:', 'https:');
    await nodeRed.deploy(flow({ tls: tls.id, baseUrl: https, credentials }, [tls]));
    await written('an error', ({ error }) => error !== undefined);
    assert.match(await testConnection({ ...form, baseUrl: https, tls: tls.id }), /"level":"red"/);
    assert.deepEqual(await leaks(), []);
  });
});
