/** Collects and redacts the data of one deployed account for a support ticket. */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { cleanCredential } from '../api/credentials';
import { createRedactor, type Redactor } from '../api/redact';
import { CREDENTIALS } from '../properties/credentials';
import { runningSources } from '../shipping/running-sources';
import type { AccountNode } from './account-node';
import { deployedNodes, nodesOf, type StoredNode } from './doctor-usage';
import { lastDiagnosis } from './last-diagnoses';

/** The same relative path works in `dist`, which lies beside `nodes`. */
const MANIFEST = join(__dirname, '..', '..', '..', 'package.json');
const manifest = z.object({ name: z.string(), version: z.string() });

const ownVersion = (): string => manifest.parse(JSON.parse(readFileSync(MANIFEST, 'utf8'))).version;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The type package declares a string, but Node-RED provides a function. */
function nodeRedVersion(RED: NodeAPI): string {
  const version: unknown = RED.version;
  return text(typeof version === 'function' ? version() : version) || 'unknown';
}

/** Distinguishes applications without revealing them: their ids are long and random. */
const fingerprint = (id: string): string | null =>
  id === '' ? null : `sha256:${hash('sha256', id).slice(0, 12)}`;

interface Network {
  readonly tls: boolean;
  /** source of the proxy address; the address itself may hold a password */
  readonly proxy: 'node' | 'environment' | 'none';
}

function networkOf(config: StoredNode | undefined): Network {
  const { HTTPS_PROXY, https_proxy, HTTP_PROXY, http_proxy } = process.env;
  const inEnvironment = [HTTPS_PROXY, https_proxy, HTTP_PROXY, http_proxy].some(Boolean);
  const proxy = text(config?.['proxy']) === '' ? (inEnvironment ? 'environment' : 'none') : 'node';
  return { tls: text(config?.['tls']) !== '', proxy };
}

/** @returns plain data, not redacted yet: names and messages may hold anything */
async function collect(RED: NodeAPI, node: AccountNode): Promise<object> {
  const all = deployedNodes(RED);
  const config = all.find(({ id }) => id === node.id);
  const credentials: Readonly<Record<string, unknown>> = { ...node.credentials };
  const auth = text(config?.['auth']) || 'oauth2';
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
      region: text(config?.['region']),
      host: account.origin === undefined ? null : new URL(account.origin).host,
      auth,
      application: fingerprint(cleanCredential(credentials[auth === 'legacy' ? 'appId' : 'clientId'])),
      timeout: config?.['timeout'] ?? null,
      ...networkOf(config),
      problem: problem === undefined ? null : { code: problem.code, message: problem.message },
    },
    permissions: lastDiagnosis(node.id) ?? null,
    nodes: nodesOf(all, node.id).map(({ id, type, name }) => ({
      id,
      type,
      name: name ?? '',
      running: runningSources(String(id)).map(({ source }) => source.view()),
    })),
    client: (await account.standing()) ?? null,
  };
}

/** All values that may be secret, of the account and of its TLS and proxy nodes. */
function secretsOf(RED: NodeAPI, node: AccountNode): readonly string[] {
  const config = deployedNodes(RED).find(({ id }) => id === node.id);
  const others = [config?.['tls'], config?.['proxy']].map((id) => RED.nodes.getNode(text(id)));
  const names = Object.keys(CREDENTIALS['mimecast-account']);
  const own: Readonly<Record<string, unknown>> = { ...node.credentials };
  const theirs = others.flatMap((other) => Object.values<unknown>({ ...credentialsOf(other) }));
  return [...names.flatMap((name) => [text(own[name]), cleanCredential(own[name])]), ...theirs.map(text)];
}

const credentialsOf = (node: unknown): object => {
  const found: unknown = typeof node === 'object' && node !== null ? Reflect.get(node, 'credentials') : null;
  return typeof found === 'object' && found !== null ? found : {};
};

/**
 * Directory paths and messages of Mimecast contain e-mail addresses, which the reader of the ticket does not
 * need.
 */
const ADDRESS = /[^\s@/:;,<>()"']+@[^\s@/:;,<>()"']+\.[^\s@/:;,<>()"']+/g;

function redacted(value: unknown, redactor: Redactor): unknown {
  if (typeof value === 'string') return redactor.text(value).replace(ADDRESS, '***');
  if (Array.isArray(value)) return value.map((entry) => redacted(entry, redactor));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, redacted(member, redactor)]),
  );
}

/**
 * Versions, account, last permission check, positions, quota, last calls and errors. Contains no secrets;
 * application ids only as fingerprints.
 */
export async function readDiagnostics(RED: NodeAPI, node: AccountNode): Promise<unknown> {
  return redacted(await collect(RED, node), createRedactor(secretsOf(RED, node)));
}
