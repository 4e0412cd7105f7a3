/**
 * `POST mimecast/cluster/:id/test`: tests Redis with the values of the dialog, before anything is deployed.
 */
import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { admin as sentences } from '../../locales/en-US/shared.json';
import { MimecastError } from '../api/errors';
import { createRedactor } from '../api/redact';
import { checkRedis, type RedisCheck } from '../cluster/redis-check';
import { RedisLink } from '../cluster/redis-link';
import { atMost } from '../wait';
import { type ClusterReading, linkSettings, readCluster } from './cluster-settings';
import { findNetwork } from './network-nodes';

/** ms; a person waits at the dialog */
const TEST_TIMEOUT = 15_000;
const NODE_ID = /^[\w.-]{1,100}$/;
/** Editors send this in place of a stored secret. */
const UNTOUCHED = '__PWRD__';
const VARIABLE = /^\$\{([^}]+)\}$/;

const typed = z.string().max(4096).default('');
const form = z.object({
  url: typed,
  username: typed,
  password: typed,
  has_password: z.boolean().default(false),
  tls: typed,
  prefix: typed,
  lease: z.union([z.string().max(20), z.number()]).default(''),
});

const red = (text: string): RedisCheck => ({ level: 'red', text });

interface Deployed {
  readonly reading: ClusterReading | undefined;
  readonly password: string;
  variable(name: string): unknown;
}

function deployedNode(RED: NodeAPI, id: string): Deployed {
  const node = RED.nodes.getNode(id);
  if (node?.type !== 'mimecast-cluster' || !('deployed' in node)) {
    return { reading: undefined, password: '', variable: (name) => process.env[name] };
  }
  const password: unknown = Reflect.get({ ...node.credentials }, 'password');
  return {
    reading: readCluster({ ...Object(node.deployed) }, { ...node.credentials }),
    password: typeof password === 'string' ? password : '',
    variable: (name) => RED.util.evaluateNodeProperty(name, 'env', node, {}),
  };
}

/** Identifies the server; ignores user and password. */
function placeOf(reading: ClusterReading | undefined): string {
  if (reading?.ok !== true) return '';
  const { link, secure } = reading.settings;
  return JSON.stringify([secure, link.host, link.port]);
}

async function test(RED: NodeAPI, given: z.infer<typeof form>, deployed: Deployed): Promise<RedisCheck> {
  const resolve = (value: string): string => {
    const name = VARIABLE.exec(value.trim())?.[1];
    const found = name === undefined ? undefined : deployed.variable(name);
    return typeof found === 'string' && found !== '' ? found : value;
  };
  const { has_password: has, password: shown, username, ...config } = given;
  const isKept = shown === UNTOUCHED || (shown === '' && has);
  const password = isKept ? deployed.password : resolve(shown);
  if (isKept && password === '') return red(sentences.clusterNotDeployed);
  const reading = readCluster({ ...config, url: resolve(config.url) }, { username, password });
  if (!reading.ok) return red(reading.error.message);
  // Otherwise anyone who may press the button could send the stored password to a host of their choice.
  const isTyped = !isKept && password === shown;
  if (!isTyped && placeOf(reading) !== placeOf(deployed.reading)) return red(sentences.clusterTypeAgain);
  const network = findNetwork(RED, { tls: reading.settings.tls, proxy: '' });
  if (!network.ok) return red(sentences.networkNotDeployed);
  const link = new RedisLink(linkSettings(reading.settings, network.network.tls));
  const redactor = createRedactor([password, reading.settings.link.password]);
  try {
    const result = await atMost(checkRedis(link, reading.settings.prefix), TEST_TIMEOUT);
    return result === undefined
      ? red(sentences.clusterTimeout)
      : { ...result, text: redactor.text(result.text) };
  } catch (error) {
    return red(error instanceof MimecastError ? redactor.text(error.message) : sentences.failed);
  } finally {
    await link.close();
  }
}

/** Call it once, when the module is loaded: the route exists longer than any node. */
export function registerClusterTest(RED: NodeAPI): void {
  RED.httpAdmin.post(
    '/mimecast/cluster/:id/test',
    RED.auth.needsPermission('mimecast.write'),
    (request, response) => {
      const given = form.safeParse(request.body);
      const id: unknown = request.params['id'];
      if (!given.success || typeof id !== 'string' || !NODE_ID.test(id)) {
        response.status(400).json(red(sentences.badRequest));
        return;
      }
      test(RED, given.data, deployedNode(RED, id)).then(
        (result) => response.json(result),
        () => response.status(500).json(red(sentences.failed)),
      );
    },
  );
}
