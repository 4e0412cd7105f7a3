/** Reads Node-RED's `tls-config` and `http proxy` nodes as settings for the transport. */
import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import type { ProxySettings } from '../api/proxy';
import type { TlsSettings } from '../api/transport';
import type { Problem } from '../properties/kinds';

export interface Network {
  readonly tls?: TlsSettings;
  readonly proxy?: ProxySettings;
}

export type NetworkReading =
  | { readonly ok: true; readonly network: Network }
  | { readonly ok: false; readonly problem: Problem };

const pem = z.union([z.string(), z.instanceof(Buffer)]).optional();
const tlsOptions = z.object({
  key: pem,
  cert: pem,
  ca: pem,
  pfx: pem,
  passphrase: z.string().optional(),
  servername: z.string().optional(),
  rejectUnauthorized: z.boolean().optional(),
});
const tlsNode = z.object({
  type: z.literal('tls-config'),
  valid: z.boolean().optional(),
  addTLSOptions: z.custom<(options: object) => unknown>((value) => typeof value === 'function'),
});

const proxyNode = z.object({
  type: z.literal('http proxy'),
  url: z.string().trim().min(1),
  noproxy: z.array(z.string()).nullish(),
  credentials: z.object({ username: z.string().nullish(), password: z.string().nullish() }).nullish(),
});

type Found<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };
const problem = (key: string): { readonly ok: false; readonly problem: Problem } => ({
  ok: false,
  problem: { key, values: {} },
});

function tlsOf(RED: NodeAPI, id: string): Found<TlsSettings> {
  const node: unknown = RED.nodes.getNode(id);
  const found = tlsNode.safeParse(node);
  if (!found.success) return problem('tlsMissing');
  // A certificate that could not be read: Node-RED's node logs it and would continue without it.
  if (found.data.valid === false) return problem('tlsBroken');
  const options = tlsOptions.safeParse(found.data.addTLSOptions.call(node, {}));
  return options.success ? { ok: true, value: options.data } : problem('tlsBroken');
}

function proxyOf(RED: NodeAPI, id: string): Found<ProxySettings> {
  const node: unknown = RED.nodes.getNode(id);
  if (node === null || node === undefined) return problem('proxyMissing');
  const found = proxyNode.safeParse(node);
  if (!found.success) return problem('proxyUrl');
  const { url, noproxy, credentials } = found.data;
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
export function findNetwork(
  RED: NodeAPI,
  ids: { readonly tls: string; readonly proxy: string },
): NetworkReading {
  const tls = ids.tls === '' ? undefined : tlsOf(RED, ids.tls);
  if (tls?.ok === false) return tls;
  const proxy = ids.proxy === '' ? undefined : proxyOf(RED, ids.proxy);
  if (proxy?.ok === false) return proxy;
  return { ok: true, network: { ...(tls && { tls: tls.value }), ...(proxy && { proxy: proxy.value }) } };
}
