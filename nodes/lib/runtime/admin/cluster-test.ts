/**
 * `POST mimecast/cluster/:id/test`: tests Redis with the values of the dialog, before anything is deployed.
 */

import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { admin as adminMessages } from '../../../locales/en-US/shared.json';
import { RedisConnection } from '../../cluster/redis/redis-connection';
import { checkRedisHealth, type RedisHealth } from '../../cluster/redis/redis-health';
import { MimecastError } from '../../contracts/errors';
import { variableName } from '../../properties/variable';
import { withTimeout } from '../../util/async';
import { createRedactor } from '../../util/redaction/redactor';
import {
  type ClusterConfigResult,
  parseClusterConfig,
  redisConnectionSettings,
} from '../cluster/cluster-settings';
import { resolveNetworkConfig } from '../node-red/network-config';
import { PASSWORD_PLACEHOLDER, type ReadVariable, textField, variableReader } from './dialog-values';
import { readForm } from './form';
import { isNodeId } from './node-id';
import { type HttpReply, sendReply } from './reply';

/** ms; a person waits at the dialog */
const TEST_TIMEOUT_MS = 15_000;

const form = z.object({
  url: textField,
  username: textField,
  password: textField,
  has_password: z.boolean().default(false),
  tls: textField,
  prefix: textField,
  lease: z.union([z.string().max(20), z.number()]).default(''),
});

const failure = (text: string): RedisHealth => ({ level: 'red', text });

interface DeployedCluster {
  readonly configResult: ClusterConfigResult | undefined;
  readonly password: string;
  readonly readVariable: ReadVariable;
}

function findDeployedCluster(RED: NodeAPI, id: string): DeployedCluster {
  const node = RED.nodes.getNode(id);
  if (node?.type !== 'mimecast-cluster' || !('deployed' in node)) {
    return { configResult: undefined, password: '', readVariable: variableReader(RED, undefined) };
  }
  const password: unknown = Reflect.get({ ...node.credentials }, 'password');
  return {
    configResult: parseClusterConfig({ ...Object(node.deployed) }, { ...node.credentials }),
    password: typeof password === 'string' ? password : '',
    readVariable: variableReader(RED, node),
  };
}

/** Identifies the server; ignores user and password. */
function serverKey(configResult: ClusterConfigResult | undefined): string {
  if (configResult?.ok !== true) return '';
  const { connection, secure } = configResult.settings;
  return JSON.stringify([secure, connection.host, connection.port]);
}

async function testConnection(
  RED: NodeAPI,
  values: z.infer<typeof form>,
  deployed: DeployedCluster,
): Promise<RedisHealth> {
  const resolve = (value: string): string => {
    const name = variableName(value);
    const variableValue = name === undefined ? undefined : deployed.readVariable(name);
    return typeof variableValue === 'string' && variableValue !== '' ? variableValue : value;
  };
  const { has_password: has, password: formPassword, username, ...config } = values;
  const isStored = formPassword === PASSWORD_PLACEHOLDER || (formPassword === '' && has);
  const password = isStored ? deployed.password : resolve(formPassword);
  if (isStored && password === '') return failure(adminMessages.clusterNotDeployed);
  const configResult = parseClusterConfig({ ...config, url: resolve(config.url) }, { username, password });
  if (!configResult.ok) return failure(configResult.error.message);
  // Otherwise anyone who may press the button could send the stored password to any host.
  const isTyped = !isStored && password === formPassword;
  if (!isTyped && serverKey(configResult) !== serverKey(deployed.configResult))
    return failure(adminMessages.clusterTypeAgain);
  const network = resolveNetworkConfig(RED, { tls: configResult.settings.tls, proxy: '' });
  if (!network.ok) return failure(adminMessages.networkNotDeployed);
  const connection = new RedisConnection(redisConnectionSettings(configResult.settings, network.network.tls));
  const redactor = createRedactor([password, configResult.settings.connection.password]);
  try {
    const result = await withTimeout(
      checkRedisHealth(connection, configResult.settings.prefix),
      TEST_TIMEOUT_MS,
    );
    return result === undefined
      ? failure(adminMessages.clusterTimeout)
      : { ...result, text: redactor.redact(result.text) };
  } catch (error) {
    return failure(error instanceof MimecastError ? redactor.redact(error.message) : adminMessages.failed);
  } finally {
    await connection.close();
  }
}

/** @returns HTTP status and a body without secrets */
async function handleClusterTest(
  RED: NodeAPI,
  { id, body }: { readonly id: unknown; readonly body: unknown },
): Promise<HttpReply<RedisHealth>> {
  const parsed = readForm(form, body);
  if (parsed === undefined || !isNodeId(id)) return { status: 400, body: failure(adminMessages.badRequest) };
  return { status: 200, body: await testConnection(RED, parsed, findDeployedCluster(RED, id)) };
}

/** Call it once, when the module is loaded: the route exists longer than any node. */
export function registerClusterTest(RED: NodeAPI): void {
  RED.httpAdmin.post(
    '/mimecast/cluster/:id/test',
    RED.auth.needsPermission('mimecast.write'),
    (request, response) => {
      const { params, body } = request;
      const handle = () => handleClusterTest(RED, { id: params['id'], body });
      sendReply(response, handle, failure(adminMessages.failed));
    },
  );
}
