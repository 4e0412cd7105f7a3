/** The unchanged examples of the policy checks, in a real Node-RED. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { STANDARD_CHECKS } from '../../../nodes/lib/properties/values/policy-checks';
import { CANARIES } from '../../../nodes/lib/simulator/simulator';
import { onEachNodeRed } from '../harness/node-red/each-runtime';
import { readFlow, withAccount, withFileAt, withProperties } from '../harness/node-red/example';
import { type FlowNode, NodeRed } from '../harness/node-red/node-red';
import { linesOf } from '../harness/node-red/output-file';
import type { Runtime } from '../harness/node-red/runtime';
import { settingsFile } from '../harness/node-red/settings';
import { installedUserDir } from '../harness/package/packed-once';
import { Cleanup } from '../harness/process/cleanup';
import { EXAMPLES } from '../harness/process/paths';
import { LOOPBACK } from '../harness/process/ports';
import { Simulator } from '../harness/servers/simulator';

const STORES = {
  default: { module: 'memory' },
  lasting: { module: 'localfilesystem', config: { cache: false } },
};
const ADMIN = 'ana@corp.example';
const compliance = z.looseObject({
  class_uid: z.literal(2003),
  compliance: z.looseObject({ control: z.string(), status_id: z.number() }),
});

const example = (name: string): Promise<FlowNode[]> => readFlow(join(EXAMPLES, `${name}.json`));

async function read(file: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(file)) lines.push(line);
  return lines;
}

function specify(getRuntime: () => Promise<Runtime>): void {
  const cleanup = new Cleanup();
  let nodeRed: NodeRed;

  before(async () => {
    const userDir = await installedUserDir(cleanup);
    const storage = JSON.stringify(STORES);
    await writeFile(
      join(userDir, 'settings.js'),
      `${settingsFile(0)}module.exports.contextStorage = ${storage};\n`,
    );
    nodeRed = await NodeRed.start({ runtime: await getRuntime(), userDir });
    cleanup.add(() => nodeRed.stop());
  });
  after(() => cleanup.close());

  it('send every finding to a syslog server, as OCSF', async () => {
    const received: string[] = [];
    const server = createServer((socket) => {
      socket.setEncoding('utf8').on('data', (text: string) => received.push(text));
    }).listen(0, LOOPBACK);
    cleanup.add(async () => {
      server.close();
    });
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const flow = await example('40 - Policy findings to syslog');
    // The example uses TLS; a server here has no certificate.
    const plain = { host: LOOPBACK, port, protocol: 'tcp', framing: 'newline' };
    await nodeRed.deploy(withProperties(flow, 'mimecast-syslog', plain));
    const lines = await nodeRed.program.waitUntil('all findings to arrive', 30_000, () => {
      const found = received.join('').split('\n').slice(0, -1);
      return found.length >= STANDARD_CHECKS.length ? found : undefined;
    });
    const controls = lines.map((line) => {
      const finding = compliance.parse(JSON.parse(line.slice(line.indexOf('{'))));
      return finding.compliance.control;
    });
    assert.deepEqual(controls.sort(), [...STANDARD_CHECKS].sort());
  });

  it('make an email of a run, with a line for each check that did not pass', async () => {
    const mails = join(nodeRed.userDir, 'mails.txt');
    const flow = await example('41 - Policy summary for an e-mail');
    await nodeRed.deploy(withFileAt(flow, { node: '5e1e0000d0a04104', output: 0 }, mails));
    await nodeRed.pressInject('5e1e0000d0a04105');
    const mail = await nodeRed.program.waitUntil('a mail', 30_000, async () => {
      const text = (await read(mails)).join('\n');
      return text.includes('secret') ? text : undefined;
    });
    assert.match(mail, /^Run of \d{4}-.*Z\n+14 passed, 0 failed, 1 could not be assessed \(of 15\)\./);
    assert.match(mail, /\n- The client secret is renewed in time: not readable; the account has no secret/);
  });

  it('report who changed a policy while Node-RED was down, from the state in a context store', async () => {
    const tenant = await Simulator.start(nodeRed.userDir, []);
    cleanup.add(() => tenant.stop());
    const reportFile = join(nodeRed.userDir, 'who.txt');
    const flow = withAccount(await example('42 - Who changed this policy'), {
      region: 'custom',
      baseUrl: tenant.apiUrl,
      credentials: { clientId: 'example', clientSecret: 'example-secret' },
    });
    const summaries = join(nodeRed.userDir, 'runs.txt');
    const watched = withFileAt(flow, { node: '5e1e0000d0a04207', output: 1 }, summaries);
    const whole = withFileAt(watched, { node: '5e1e0000d0a04204', output: 0 }, reportFile);
    await nodeRed.deploy(withProperties(whole, 'mimecast-policy-check', { store: 'context:lasting' }));
    const runs = (count: number) =>
      nodeRed.program.waitUntil(`run ${count}`, 30_000, async () =>
        (await read(summaries)).length >= count ? true : undefined,
      );
    await runs(1);
    await nodeRed.stop();
    const baselines = await readdir(join(nodeRed.userDir, 'mimecast', 'baselines'));
    assert.ok(!baselines.includes('5e1e0000d0a04207.json'), 'it is in the store');
    await tenant.editPolicies('greylisting', ADMIN, { enabled: false });
    nodeRed = await NodeRed.start({ runtime: await getRuntime(), userDir: nodeRed.userDir });
    await nodeRed.pressInject('5e1e0000d0a04206');
    await runs(2);
    await nodeRed.pressInject('5e1e0000d0a04206');
    await runs(3);
    const sentences = await read(reportFile);
    assert.equal(sentences.length, 1, sentences.join('\n'));
    assert.match(
      sentences[0] ?? '',
      /^Unknown servers are greylisted: changed Default greylisting \(enabled\), by .*ana@corp\.example at \d{4}-[^ ]+ \(Policy Changed\)/,
    );
  });

  it('write no sensitive account data to a file or a log', async () => {
    const files = (await readdir(nodeRed.userDir, { recursive: true, withFileTypes: true }))
      .filter((one) => one.isFile() && !one.parentPath.includes('node_modules'))
      .map((one) => join(one.parentPath, one.name));
    assert.ok(files.some((file) => file.includes('baselines')) && files.some((file) => /context/.test(file)));
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    for (const canary of Object.values(CANARIES)) {
      for (const [index, text] of [...texts, nodeRed.program.output].entries())
        assert.ok(!text.includes(canary), `${canary} in ${files[index] ?? 'the log'}`);
    }
  });

  it('cause no error', () => {
    const problems = nodeRed.program.output.split('\n').filter((line) => /\[(warn|error)\] \[/.test(line));
    assert.deepEqual(problems, []);
  });
}

onEachNodeRed('The examples of the policy checks', specify);
