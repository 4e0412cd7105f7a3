/** Every recipe is run, or checked by the program that would run it; a recipe of an unknown kind fails. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { kriProperties } from '../../../nodes/lib/properties/node/assessments/kri';
import { formatProperties } from '../../../nodes/lib/properties/node/format';
import { METHODS, requestProperties } from '../../../nodes/lib/properties/node/request';
import { registerRunNow } from '../../../nodes/lib/runtime/admin/run-now';
import { registerRunningNode } from '../../../nodes/lib/runtime/assessment/assessment-registry';
import { parseCommand } from '../../../nodes/lib/runtime/source/parse-command';
import { namesIn, SERIES_NAMES } from '../../doubles/metrics/metric-names';
import { waitUntil } from '../../doubles/wait-until';
import { RedisServer, redisMissing } from '../../real/harness/servers/redis';
import { rsyslogMissing } from '../../real/harness/servers/rsyslog';
import { helper } from '../support/account-helper';
import { placed } from '../support/flow-nodes';
import { useSourceAdmin } from '../support/source-admin-harness';
import { pathsOf } from './help-shapes';
import { helpOf, messagesOf } from './help-text';
import { allRecipes, isDocument, nodeTypes, type Recipe } from './recipes';

/** Node-RED's own nodes have no types. */
const core = (file: string): ((RED: NodeAPI) => void) =>
  z
    .custom<(RED: NodeAPI) => void>((value) => typeof value === 'function')
    .parse(require(`@node-red/nodes/core/${file}`));
const functionNode = core('function/10-function.js');
const httpRequest = core('network/21-httprequest.js');

const ROOT = join(__dirname, '..', '..', '..');
const manifest = z
  .object({ name: z.string(), scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));

interface Kind {
  readonly is: (recipe: Recipe) => boolean;
  /** @returns why it could not be tried here; undefined when it was, and works */
  readonly run: (recipe: Recipe) => Promise<string | undefined> | string | undefined;
}

const isJson = ({ text }: Recipe): boolean => text.startsWith('{');
/** `…` is a placeholder for values that differ, and for omitted members. */
const jsonOf = ({ text }: Recipe): unknown => JSON.parse(text.replace(/(?<!["\w])…(?!["\w])/g, '"…"'));
const isMessage = (recipe: Recipe): boolean => isJson(recipe) && /"payload"/.test(recipe.text);

const KINDS: Readonly<Record<string, Kind>> = {
  'commands in a shell': {
    is: ({ text }) => text.split('\n').every((line) => /^([A-Z_]+=\S+ )*npm /.test(line)),
    run: ({ text }) => {
      for (const line of text.split('\n')) runsHere(line);
      return undefined;
    },
  },
  // Examples that nodes send: help-sources.spec.ts and help-others.spec.ts read them from the help, too.
  'a message in the help': {
    is: (recipe) => isMessage(recipe) && !isDocument(recipe),
    run: (recipe) => {
      const shown = messagesOf(helpOf(recipe.from));
      assert.ok(shown.some((message) => isDeepStrictEqual(message, jsonOf(recipe))));
      return undefined;
    },
  },
  'a message in a document': {
    is: (recipe) => isMessage(recipe) && isDocument(recipe),
    run: (recipe) => {
      const { topic } = z.looseObject({ topic: z.string() }).parse(jsonOf(recipe));
      const kindOf = (name: string): string => name.replace(/^(mimecast\/(?:finding|policy))\/.*/, '$1');
      const sent = nodeTypes()
        .flatMap((node) => messagesOf(helpOf(node)))
        .filter((message) => message.topic !== undefined && kindOf(message.topic) === kindOf(topic));
      assert.ok(sent.length > 0, `no help has a message with the topic ${topic}`);
      const names = (value: unknown): string[] => pathsOf(value).map((path) => path.split(': ')[0] ?? '');
      const known = sent.flatMap(names);
      // The members of a policy are Mimecast's, and differ from kind to kind.
      const isOurs = (path: string): boolean => !/…|^payload\.\[\]\.configuration\./.test(path);
      const claimed = names(jsonOf(recipe)).filter(isOurs);
      assert.ok(claimed.length > 5);
      assert.deepEqual(
        claimed.filter((path) => !known.some((one) => one === path || one.startsWith(`${path}.`))),
        [],
      );
      return undefined;
    },
  },
  'a line of syslog': {
    is: ({ text }) => text.startsWith('<134>'),
    run: ({ text }) => {
      assert.match(text, /^<134>1 \S+ \S+ mimecast \d+ \w+ - \{.*\}$/);
      return undefined;
    },
  },
  'an event of HEC': {
    is: ({ text }) => text.startsWith('{"time":'),
    run: ({ text }) => {
      assert.deepEqual(Object.keys(JSON.parse(text)), ['time', 'source', 'sourcetype', 'fields', 'event']);
      return undefined;
    },
  },
  'overrides of indicators': {
    is: (recipe) => recipe.from === 'mimecast-kri' && isJson(recipe) && !isMessage(recipe),
    run: ({ text }) => {
      assert.equal(kriProperties.overrides.parse(text).ok, true);
      return undefined;
    },
  },
  'options of the format node': {
    is: (recipe) => recipe.from === 'mimecast-format' && isJson(recipe) && !isMessage(recipe),
    run: ({ text }) => {
      const taken = ['severities', 'levels'].filter(
        (option) => formatProperties.options.parse(`{"${option}": ${text}}`).ok,
      );
      assert.equal(taken.length, 1, 'no option, or more than one, takes it');
      return undefined;
    },
  },
  'what a source is asked': {
    is: (recipe) => isDocument(recipe) && isJson(recipe) && !isMessage(recipe),
    run: (recipe) => {
      const query = z.record(z.string(), z.json()).parse(jsonOf(recipe));
      assert.equal(parseCommand({ action: 'rewind', ...query }, Date.now()).ok, true);
      return undefined;
    },
  },
  'the body of a call': {
    is: (recipe) => isJson(recipe) && /^(17|20) - /.test(recipe.from),
    run: (recipe) => {
      const [member = ''] = Object.keys(z.looseObject({}).parse(jsonOf(recipe)));
      assert.match(member, /^(text|data)$/);
      return undefined;
    },
  },
  'a call of the API': {
    is: ({ text }) => /^[A-Z]+ \/\S+$/.test(text),
    run: ({ text }) => {
      const [method, path] = text.split(' ');
      assert.ok(METHODS.some((known) => known === method));
      assert.equal(requestProperties.path.parse(path).ok, true);
      return undefined;
    },
  },
  'the configuration of rsyslog': {
    is: ({ text }) => /^(module|input|global|main_queue)\(/.test(text),
    run: acceptedByRsyslog,
  },
  'alerts for Prometheus': {
    is: ({ text }) => text.startsWith('- alert: '),
    run: ({ text }) => {
      const names = namesIn(text);
      assert.ok(names.length > 0);
      for (const name of names) assert.ok(SERIES_NAMES.has(name), name);
      return undefined;
    },
  },
  'a command of Redis': { is: ({ text }) => text.startsWith('ACL '), run: acceptedByRedis },
  'a function node in front of an http request': {
    is: ({ text }) => /^msg\.[\s\S]*return msg;$/.test(text),
    run: sendsTheToken,
  },
};

/** A call of Node-RED's admin API; it needs a running source. */
const isAdminCall = ({ text }: Recipe): boolean => /^(GET|PUT|DELETE|POST) mimecast\//.test(text);
/** Calls of the overview that need an id, or do not end: overview.spec.ts tests what they do. */
const isOverviewCall = ({ text }: Recipe): boolean => /^GET mimecast\/overview\/.*(<|events$)/.test(text);
/** The response of the endpoint for probes. */
const isHealth = (recipe: Recipe): boolean => isJson(recipe) && /"ageMs"/.test(recipe.text);
/** A call that runs an assessment node; run-now.spec.ts tests what it does. */
const RUN_CALL = /^POST mimecast\/(kri|policy-check)\/:id\/run$/;

describe('every recipe in documents, help and examples', function () {
  this.timeout(120_000);
  const recipes = allRecipes();

  it('is found', () => assert.ok(recipes.length > 50));

  for (const recipe of recipes.filter((one) => !isAdminCall(one) && !isHealth(one))) {
    it(recipe.where, async function () {
      const kinds = Object.entries(KINDS).filter(([, kind]) => kind.is(recipe));
      const names = kinds.map(([name]) => name);
      assert.equal(names.length, 1, `a recipe of one known kind, not [${names}]: give it a way to be run`);
      const missing = await kinds[0]?.[1].run(recipe);
      if (missing === undefined) return;
      console.log(`      skipped: ${missing}`);
      this.skip();
    });
  }

  const overviewSpec = readFileSync(join(ROOT, 'test', 'node', 'overview', 'overview.spec.ts'), 'utf8');
  for (const { where, text } of recipes.filter(isOverviewCall)) {
    it(where, () => {
      const asked = text.replace('GET mimecast/', '').split('<')[0] ?? '';
      assert.ok(overviewSpec.includes(asked), `overview.spec.ts asks nothing for ${asked}`);
    });
  }

  describe('A call of the admin API', () => {
    const source = useSourceAdmin();
    let remove: (() => void) | undefined;
    afterEach(() => remove?.());
    for (const recipe of recipes.filter(isHealth)) {
      it(`${recipe.where} has the members of the response for probes`, async () => {
        await source.deploy();
        await source.harness.poll();
        const { status, whole } = await source.request('GET', 'health');
        assert.equal(status, 200);
        const names = (value: unknown): string[] => pathsOf(value).map((path) => path.split(': ')[0] ?? '');
        assert.deepEqual(names(jsonOf(recipe)), names(JSON.parse(whole)));
      });
    }

    for (const { where, text } of recipes.filter((one) => isAdminCall(one) && !isOverviewCall(one))) {
      it(where, async () => {
        const RED = await source.deploy();
        await source.harness.poll();
        const [, kind] = RUN_CALL.exec(text) ?? [];
        if (kind === 'kri' || kind === 'policy-check') {
          registerRunNow(RED, kind);
          const run = {
            template: undefined,
            name: '',
            accountNode: 'account',
            account: '',
            demo: false,
            viewHere: () => undefined,
            run: async () => undefined,
            currentRun: () => undefined,
          };
          const view = () => assert.fail('viewed');
          remove = registerRunningNode(
            kind === 'kri' ? { kind, id: 'siem', ...run, view } : { kind, id: 'siem', ...run, view },
          );
        }
        const [method = '', path = ''] = text.split(' ');
        const body = method === 'PUT' ? { start: '-24h' } : undefined;
        const { status } = await source.request(
          method,
          path.replace('mimecast/', '').replace(':id', 'siem'),
          body,
        );
        assert.ok([200, 202, 204].includes(status), String(status));
      });
    }
  });
});

/** Its script exists, and accepts its options; the environment variables it sets are read somewhere. */
function runsHere(line: string): void {
  for (const [, name = ''] of line.matchAll(/\b([A-Z]+(?:_[A-Z]+)*)=/g)) assert.ok(isRead(name), name);
  const [commands = '', comment = ''] = line.split('#');
  for (const command of commands.split('&&')) {
    const [, verb = '', rest = ''] = /npm (\S+) ?(.*)$/.exec(command.trim()) ?? [];
    if (verb === 'ci') assert.ok(existsSync(join(ROOT, 'package-lock.json')));
    else if (/^(un)?install$/.test(verb)) assert.equal(rest, manifest.name);
    else scriptRuns(verb === 'run' ? rest.split(/\s+/) : [verb], comment);
  }
}

/** @param comment may name more options */
function scriptRuns([script = '', ...words]: readonly string[], comment: string): void {
  const body = manifest.scripts[script];
  assert.ok(body !== undefined, `no script ${script}`);
  const program = /\S+\.ts\b/.exec(body)?.[0];
  const source = program === undefined ? '' : readFileSync(join(ROOT, program), 'utf8');
  for (const [, option = ''] of ` ${words.join(' ')} ${comment}`.matchAll(/ --([a-z]+)\b/g))
    assert.match(source, new RegExp(`\\b${option}: \\{ type:`), `${script} knows no --${option}`);
  for (const path of words.filter((one) => one.includes('/'))) assert.ok(existsSync(join(ROOT, path)), path);
}

function isRead(name: string): boolean {
  const folder = join(ROOT, 'test', 'real');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .some((file) => readFileSync(join(folder, file), 'utf8').includes(name));
}

async function acceptedByRsyslog({ text }: Recipe): Promise<string | undefined> {
  const missing = rsyslogMissing();
  if (missing !== undefined) return missing;
  const folder = await mkdtemp(join(tmpdir(), 'mimecast-recipe-'));
  try {
    const file = join(folder, 'rsyslog.conf');
    // The reader has to supply the certificates.
    const certificates = text.replace(
      /"\/etc\/rsyslog\.d\/[^"]+"/g,
      JSON.stringify(join(ROOT, 'test', 'unit', 'api', 'fixtures', 'server.pem')),
    );
    await writeFile(file, `${certificates}\naction(type="omfile" file="${join(folder, 'out')}")\n`);
    execFileSync('/usr/sbin/rsyslogd', ['-N1', '-f', file], { stdio: 'pipe' });
    return undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function acceptedByRedis({ text }: Recipe): Promise<string | undefined> {
  const missing = redisMissing();
  if (missing !== undefined) return missing;
  const folder = await mkdtemp(join(tmpdir(), 'mimecast-recipe-'));
  const redis = await RedisServer.start(folder);
  try {
    assert.equal(redis.cli(...text.replace('…', 'a-password').split(' ')), 'OK');
    return undefined;
  } finally {
    await redis.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Core's own nodes send it, and the server receives the token and no `${…}`. */
async function sendsTheToken({ text }: Recipe): Promise<undefined> {
  const got: string[] = [];
  const server = createServer((request, response) => {
    got.push(String(request.headers.authorization));
    request.resume().on('end', () => response.end('{}'));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const env = [
    { name: 'SPLUNK_HEC_URL', type: 'str', value: `http://127.0.0.1:${port}/services/collector/event` },
    { name: 'SPLUNK_HEC_TOKEN', type: 'str', value: 'canary-token' },
  ];
  const flow = [
    { id: 'tab', type: 'tab', label: 'recipe', env },
    { id: 'recipe', type: 'function', ...placed, func: text, outputs: 1, libs: [], wires: [['send']] },
    { id: 'send', type: 'http request', ...placed, method: 'POST', ret: 'obj', headers: [], wires: [[]] },
  ];
  await helper.load([functionNode, httpRequest], flow);
  try {
    helper.getNode('recipe')?.receive({ payload: '{"event":{}}' });
    await waitUntil(() => got.length > 0, 'a request');
    assert.deepEqual(got, ['Splunk canary-token']);
  } finally {
    await helper.unload();
    server.close();
    server.closeAllConnections();
  }
  return undefined;
}
