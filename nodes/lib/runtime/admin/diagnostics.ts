/**
 * `GET mimecast/account/:id/diagnostics`: data of one deployed account that its dialog copies for a support
 * ticket.
 */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { admin as adminMessages } from '../../../locales/en-US/shared.json';
import { cleanCredential } from '../../api/auth/credentials';
import { findCollectors } from '../../collector/collector-registry';
import { CREDENTIALS } from '../../properties/credentials';
import { createRedactor, type Redactor } from '../../util/redaction/redactor';
import { type AccountNode, isAccountNode } from '../account/account-node';
import { lastPermissionCheck } from './last-permission-check';
import { isNodeId } from './node-id';
import { deployedNodes, nodesUsingAccount, type StoredNode } from './permissions-in-use';
import { errorReply, type HttpReply, sendReply } from './reply';

/** The same relative path works in `dist`, which lies beside `nodes`. */
const MANIFEST_PATH = join(__dirname, '..', '..', '..', '..', 'package.json');
const manifest = z.object({ name: z.string(), version: z.string() });

const ownVersion = (): string => manifest.parse(JSON.parse(readFileSync(MANIFEST_PATH, 'utf8'))).version;

const toText = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The type package declares a string, but Node-RED provides a function. */
function nodeRedVersion(RED: NodeAPI): string {
  const version: unknown = RED.version;
  return toText(typeof version === 'function' ? version() : version) || 'unknown';
}

/** Distinguishes applications without revealing them: their ids are long and random. */
const fingerprint = (id: string): string | null =>
  id === '' ? null : `sha256:${hash('sha256', id).slice(0, 12)}`;

interface NetworkSummary {
  readonly tls: boolean;
  /** source of the proxy address; the address itself may hold a password */
  readonly proxy: 'node' | 'environment' | 'none';
}

function describeNetwork(config: StoredNode | undefined): NetworkSummary {
  const { HTTPS_PROXY, https_proxy, HTTP_PROXY, http_proxy } = process.env;
  const inEnvironment = [HTTPS_PROXY, https_proxy, HTTP_PROXY, http_proxy].some(Boolean);
  const proxy = toText(config?.['proxy']) === '' ? (inEnvironment ? 'environment' : 'none') : 'node';
  return { tls: toText(config?.['tls']) !== '', proxy };
}

/** @returns plain data, not redacted yet: names and messages may hold anything */
async function collect(RED: NodeAPI, node: AccountNode): Promise<object> {
  const all = deployedNodes(RED);
  const config = all.find(({ id }) => id === node.id);
  const credentials: Readonly<Record<string, unknown>> = { ...node.credentials };
  const auth = toText(config?.['auth']) || 'oauth2';
  const { account } = node;
  const problem = account.problem();
  return {
    at: new Date().toISOString(),
    versions: {
      package: ownVersion(),
      nodeRed: nodeRedVersion(RED),
      node: process.version,
      system: `${process.platform} ${process.arch} ${release()}`,
    },
    account: {
      id: node.id,
      name: account.label,
      region: toText(config?.['region']),
      host: account.origin === undefined ? null : new URL(account.origin).host,
      auth,
      application: fingerprint(cleanCredential(credentials[auth === 'legacy' ? 'appId' : 'clientId'])),
      timeout: config?.['timeout'] ?? null,
      ...describeNetwork(config),
      problem: problem === undefined ? null : { code: problem.code, message: problem.message },
    },
    permissions: lastPermissionCheck(node.id) ?? null,
    nodes: nodesUsingAccount(all, node.id).map(({ id, type, name }) => ({
      id,
      type,
      name: name ?? '',
      running: findCollectors(String(id)).map(({ collector }) => collector.view()),
    })),
    client: (await account.stats()) ?? null,
  };
}

/** All values that may be secret, of the account and of its TLS and proxy nodes. */
function secretValues(RED: NodeAPI, node: AccountNode): readonly string[] {
  const config = deployedNodes(RED).find(({ id }) => id === node.id);
  const networkNodes = [config?.['tls'], config?.['proxy']].map((id) => RED.nodes.getNode(toText(id)));
  const names = Object.keys(CREDENTIALS['mimecast-account']);
  const accountCredentials: Readonly<Record<string, unknown>> = { ...node.credentials };
  const networkSecrets = networkNodes.flatMap((other) => Object.values<unknown>({ ...credentialsOf(other) }));
  return [
    ...names.flatMap((name) => [toText(accountCredentials[name]), cleanCredential(accountCredentials[name])]),
    ...networkSecrets.map(toText),
  ];
}

const credentialsOf = (node: unknown): object => {
  const credentials: unknown =
    typeof node === 'object' && node !== null ? Reflect.get(node, 'credentials') : null;
  return typeof credentials === 'object' && credentials !== null ? credentials : {};
};

/**
 * Directory paths and messages of Mimecast contain e-mail addresses, which the reader of the ticket does not
 * need.
 */
const ADDRESS = /[^\s@/:;,<>()"']+@[^\s@/:;,<>()"']+\.[^\s@/:;,<>()"']+/g;

function redactDeep(value: unknown, redactor: Redactor): unknown {
  if (typeof value === 'string') return redactor.redact(value).replace(ADDRESS, '***');
  if (Array.isArray(value)) return value.map((entry) => redactDeep(entry, redactor));
  return typeof value === 'object' && value !== null ? redactMembers(value, redactor) : value;
}

function redactMembers(value: object, redactor: Redactor): object {
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, redactDeep(member, redactor)]),
  );
}

/**
 * Versions, account, last permission check, positions, quota, last calls and errors. Contains no secrets;
 * application ids only as fingerprints.
 */
async function buildDiagnostics(RED: NodeAPI, node: AccountNode): Promise<object> {
  return redactMembers(await collect(RED, node), createRedactor(secretValues(RED, node)));
}

/** Works for deployed accounts only. Makes no API calls. */
async function handleDiagnostics(RED: NodeAPI, id: unknown): Promise<HttpReply> {
  if (!isNodeId(id)) return errorReply(400, adminMessages.badRequest);
  const node = RED.nodes.getNode(id);
  if (!isAccountNode(node)) return errorReply(404, adminMessages.noAccount);
  return { status: 200, body: await buildDiagnostics(RED, node) };
}

/** Call it once, when the module is loaded: the route exists longer than any node. */
export function registerDiagnostics(RED: NodeAPI): void {
  RED.httpAdmin.get(
    '/mimecast/account/:id/diagnostics',
    RED.auth.needsPermission('mimecast.read'),
    (request, response) => {
      const { id } = request.params;
      sendReply(response, () => handleDiagnostics(RED, id), { text: adminMessages.jobFailed });
    },
  );
}
