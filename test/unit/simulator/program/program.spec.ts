import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startDemoTenant } from '../../../../nodes/lib/simulator/demo';
import { parseArguments } from '../../../../nodes/lib/simulator/program/arguments';
import { createSimulator, SIEM_TYPES } from '../../../../nodes/lib/simulator/simulator';
import { ApiClient, DAY, parse, read, withTenant } from '../support/tenant';

const FOLDER = join(__dirname, '../../../../nodes/lib/simulator');
const post = { method: 'POST' };

describe('simulator: control endpoints', () => {
  it('exist only where configured', () =>
    withTenant({}, async (_, { apiUrl }) => {
      assert.equal((await read(`${apiUrl}/__simulator/ledger`)).status, 404);
    }));

  it('return counts, faults, requests and time, and set faults and time', () =>
    withTenant({ control: true }, async (apiClient, simulator) => {
      const url = `${simulator.apiUrl}/__simulator`;
      assert.deepEqual(parse(await read(`${url}/ledger?type=av&type=spam`)), { av: 480, spam: 480 });
      await read(`${url}/faults?name=rate-limited-bare&next=1&skip=1`, post);
      await read(`${url}/faults?name=html-answer&rate=1`, post);
      assert.match((await apiClient.list({ type: 'av' })).text, /DOCTYPE/);
      assert.equal((await apiClient.list({ type: 'av' })).status, 429);
      await read(`${url}/faults?clear`, post);
      assert.equal((await apiClient.list({ type: 'av' })).status, 200);
      const fired = parse(await read(`${url}/faults`));
      assert.deepEqual([fired['rate-limited-bare'], fired['html-answer']], [1, 1]);
      const before = simulator.now();
      assert.deepEqual(parse(await read(`${url}/clock?advance=5000`, post)), { now: before + 5_000 });
      assert.deepEqual(parse(await read(`${url}/clock`)), { now: before + 5_000 });
      assert.equal((await read(`${url}/warm-up`, post)).status, 200);
      const requests: unknown[] = JSON.parse((await read(`${url}/requests`)).text);
      assert.equal(requests.length, 4, 'a token and three listings; control calls are not among them');
    }));

  it('count the other logs, and compare with one of them', () =>
    withTenant({ control: true }, async (_, { apiUrl, logs }) => {
      const url = `${apiUrl}/__simulator/logs`;
      const counts = parse(await read(url));
      assert.deepEqual(Object.keys(counts).sort(), [...logs.names].sort());
      for (const [name, count] of Object.entries(counts)) assert.ok(Number(count) > 0, name);
      const [first, ...rest] = logs.lines('ttp.url');
      const compared = parse(await read(`${url}?log=ttp.url`, { ...post, body: rest.join('\n') }));
      assert.deepEqual([compared['lost'], compared['lostCount'], compared['invented']], [[first], 1, 0]);
      const early = parse(await read(`${url}?log=audit&visibleBy=0`));
      assert.deepEqual(early, { audit: 0 });
      for (const wrong of ['?log=nope', '', '?log=audit&log=dlp']) {
        assert.equal((await read(`${url}${wrong}`, post)).status, 400, wrong);
      }
    }));

  it('add and remove products and permissions', () =>
    withTenant({ control: true }, async (apiClient, { apiUrl }) => {
      const url = `${apiUrl}/__simulator/grants`;
      const ask = async (): Promise<number> => (await apiClient.get('/user/cloud-gateway/v1/users')).status;
      const name = encodeURIComponent('User and Group Management');
      await read(`${url}?without=${name}`, post);
      assert.equal(await ask(), 404);
      await read(`${url}?with=${name}&without=${encodeURIComponent('Directories | Internal | Read')}`, post);
      assert.equal(await ask(), 403);
      assert.doesNotMatch((await read(url)).text, /Directories \| Internal/);
      assert.equal((await read(`${url}?with=nope`, post)).status, 400);
    }));

  it('reject invalid input with a message', () =>
    withTenant({ control: true }, async (_, { apiUrl }) => {
      for (const path of [
        'faults?name=nope&rate=1',
        'faults?name=reset&rate=2',
        'clock?advance=x',
        'clock',
      ]) {
        assert.equal((await read(`${apiUrl}/__simulator/${path}`, post)).status, 400, path);
      }
      assert.equal((await read(`${apiUrl}/__simulator/ledger?type=nope`)).status, 400);
      assert.equal((await read(`${apiUrl}/__simulator/compare?file=/no/such/file`, post)).status, 400);
      assert.equal((await read(`${apiUrl}/__simulator/nope`)).status, 404);
    }));

  it('compare a file of lines, or lines in the body', () =>
    withTenant({ control: true }, async (_, { apiUrl, ledger }) => {
      const lines = [...ledger.lines('av')];
      const text = `${lines.slice(1).join('\n')}\nmade up\n`;
      const folder = await mkdtemp(join(tmpdir(), 'simulator-'));
      try {
        const file = join(folder, 'arrived.ndjson');
        await writeFile(file, text);
        const query = `type=av&from=0&to=${Date.now() + DAY * 365}&canonical=0`;
        const byPath = await read(
          `${apiUrl}/__simulator/compare?${query}&file=${encodeURIComponent(file)}`,
          post,
        );
        const uploaded = await read(`${apiUrl}/__simulator/compare?${query}`, { ...post, body: text });
        assert.deepEqual(parse(uploaded), parse(byPath));
        const { lost, lostCount, invented, expected } = parse(uploaded);
        assert.deepEqual(
          { lost, lostCount, invented, expected },
          { lost: [lines[0]], lostCount: 1, invented: 1, expected: 480 },
        );
      } finally {
        await rm(folder, { recursive: true });
      }
    }));
});

describe('simulator: the program', () => {
  const run = (...words: string[]): ChildProcess =>
    spawn(process.execPath, ['--require', 'tsx/cjs', join(FOLDER, 'main.ts'), ...words], {
      cwd: join(__dirname, '../../../..'),
    });
  const firstLine = async (child: ChildProcess): Promise<string> => {
    assert.ok(child.stdout !== null);
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    return String(line);
  };

  it('prints its addresses, serves, and ends on SIGTERM', async () => {
    const child = run('--records-per-file', '3', '--types=av,spam', '--control', '--seed', '5');
    try {
      const { apiUrl, storageUrl }: { apiUrl: string; storageUrl: string } = JSON.parse(
        await firstLine(child),
      );
      const counts = parse(await read(`${apiUrl}/__simulator/ledger`));
      assert.equal(Number(counts['av']) % 3, 0);
      assert.ok(Number(counts['av']) > 0);
      assert.equal(counts['receipt'], 0);
      assert.equal((await read(storageUrl)).status, 403);
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      assert.deepEqual(await ended, [0, null]);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('rejects invalid options with a message', async () => {
    const child = run('--nope');
    assert.ok(child.stderr !== null);
    const [[text], [code]] = await Promise.all([once(child.stderr, 'data'), once(child, 'exit')]);
    assert.match(String(text), /There is no option --nope\. Options: .*--records-per-file <value>/);
    assert.equal(code, 2);
  });

  it('reads its options from one table', () => {
    assert.deepEqual(
      parseArguments(['--port=80', '--types', 'av, url protect', '--varied', '--client-id', '--x']),
      {
        port: 80,
        types: ['av', 'url protect'],
        varied: true,
        clientId: '--x',
      },
    );
    assert.deepEqual(parseArguments(['--ci-types', '', '--log-rate', '5']), { ciTypes: [], logRates: 5 });
    assert.deepEqual(parseArguments(['--log-rates', 'ttp.url=900,audit=0']).logRates, {
      'ttp.url': 900,
      audit: 0,
    });
    assert.throws(() => parseArguments(['--log-rates', 'ttp=900']), /must be like/);
    assert.deepEqual(parseArguments(['--page-token-lifetime-ms=9']).pageTokens, { lifetimeMs: 9 });
    assert.deepEqual(parseArguments(['--quota', '7']).quotas?.token, { calls: 7, windowMs: 900_000 });
    assert.throws(() => parseArguments(['--port', 'many']), /--port must be a number/);
    assert.throws(() => parseArguments(['--port']), /needs a value/);
    assert.throws(() => parseArguments(['--types', 'jrnl']), /no type called jrnl/);
  });
});

describe('simulator: as a part of the package', () => {
  it('imports nothing except its own files and Node.js modules', async () => {
    const files = (await readdir(FOLDER, { recursive: true })).filter((name) => name.endsWith('.ts'));
    assert.ok(files.length > 20);
    for (const name of files) {
      const depth = name.split('/').length - 1;
      const text = await readFile(join(FOLDER, name), 'utf8');
      for (const [, from = ''] of text.matchAll(/from '([^']+)'/g)) {
        const isBuiltIn = from.startsWith('node:') && builtinModules.includes(from.slice(5));
        const leaves = (from.match(/\.\.\//g) ?? []).length > depth;
        assert.ok(isBuiltIn || (from.startsWith('.') && !leaves), `${name} imports ${from}`);
      }
    }
  });

  it('releases the other port when one is in use', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const address = squatter.address();
    assert.ok(address !== null && typeof address !== 'string');
    const simulator = createSimulator({ port: address.port });
    await assert.rejects(simulator.start(), { code: 'EADDRINUSE' });
    await simulator.stop();
    squatter.close();
    await once(squatter, 'close');
  });

  it('has a demo tenant with five to twenty thousand events a day, and new ones for each poll', async () => {
    const demo = await startDemoTenant();
    try {
      const from = demo.now() - DAY;
      const count = (): number =>
        SIEM_TYPES.reduce((sum, type) => sum + demo.ledger.count(type, { from }), 0);
      const first = count();
      assert.ok(first > 5_000 && first < 20_000, String(first));
      for (const type of SIEM_TYPES) assert.ok(demo.ledger.count(type, { from }) > 0, type);
      const apiClient = new ApiClient(demo);
      await apiClient.signIn();
      const today = new Date(demo.now()).toISOString().slice(0, 10);
      assert.equal((await apiClient.list({ type: 'receipt', dateRangeStartsAt: today })).status, 200);
      for (let poll = 0; poll < 3; poll++) {
        const before = count();
        demo.advance(300_000);
        assert.ok(count() > before);
      }
      for (const name of demo.logs.names) assert.ok(demo.logs.count(name, { from }) > 0, name);
    } finally {
      await demo.stop();
    }
  });

  it('can be stopped without having been started', async () => {
    const simulator = createSimulator();
    assert.equal(simulator.apiUrl, '');
    await simulator.stop();
  });
});
