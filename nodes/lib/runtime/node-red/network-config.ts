/** Reads Node-RED's `tls-config` and `http proxy` nodes as settings for the transport. */
import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import type { TlsSettings } from '../../contracts/tls';
import type { ValidationProblem } from '../../properties/property-types';
import type { ProxySettings } from '../../util/http/proxy';

export interface NetworkConfig {
  readonly tls?: TlsSettings;
  readonly proxy?: ProxySettings;
}

export type NetworkConfigResult =
  | { readonly ok: true; readonly network: NetworkConfig }
  | { readonly ok: false; readonly problem: ValidationProblem };

const pemField = z.union([z.string(), z.instanceof(Buffer)]).optional();
const tlsOptionsSchema = z.object({
  key: pemField,
  cert: pemField,
  ca: pemField,
  pfx: pemField,
  passphrase: z.string().optional(),
  servername: z.string().optional(),
  rejectUnauthorized: z.boolean().optional(),
});
const tlsNodeSchema = z.object({
  type: z.literal('tls-config'),
  valid: z.boolean().optional(),
  addTLSOptions: z.custom<(options: object) => unknown>((value) => typeof value === 'function'),
});

const proxyNodeSchema = z.object({
  type: z.literal('http proxy'),
  url: z.string().trim().min(1),
  noproxy: z.array(z.string()).nullish(),
  credentials: z.object({ username: z.string().nullish(), password: z.string().nullish() }).nullish(),
});

type LookupResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: ValidationProblem };
const problem = (key: string): { readonly ok: false; readonly problem: ValidationProblem } => ({
  ok: false,
  problem: { key, values: {} },
});

function readTlsNode(RED: NodeAPI, id: string): LookupResult<TlsSettings> {
  const node: unknown = RED.nodes.getNode(id);
  const parsed = tlsNodeSchema.safeParse(node);
  if (!parsed.success) return problem('tlsMissing');
  // A certificate that could not be read: Node-RED's node logs it and would continue without it.
  if (parsed.data.valid === false) return problem('tlsBroken');
  const options = tlsOptionsSchema.safeParse(parsed.data.addTLSOptions.call(node, {}));
  return options.success ? { ok: true, value: options.data } : problem('tlsBroken');
}

function readProxyNode(RED: NodeAPI, id: string): LookupResult<ProxySettings> {
  const node: unknown = RED.nodes.getNode(id);
  if (node === null || node === undefined) return problem('proxyMissing');
  const parsed = proxyNodeSchema.safeParse(node);
  if (!parsed.success) return problem('proxyUrl');
  const { url, noproxy, credentials } = parsed.data;
  return {
    ok: true,
    value: {
      url,
      noProxy: noproxy ?? [],
      username: credentials?.username ?? undefined,
      password: credentials?.password ?? undefined,
    },
  };
}

/** @param ids of the nodes, '' for none */
export function resolveNetworkConfig(
  RED: NodeAPI,
  ids: { readonly tls: string; readonly proxy: string },
): NetworkConfigResult {
  const tls = ids.tls === '' ? undefined : readTlsNode(RED, ids.tls);
  if (tls?.ok === false) return tls;
  const proxy = ids.proxy === '' ? undefined : readProxyNode(RED, ids.proxy);
  if (proxy?.ok === false) return proxy;
  return { ok: true, network: { ...(tls && { tls: tls.value }), ...(proxy && { proxy: proxy.value }) } };
}
