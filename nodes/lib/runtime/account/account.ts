import { hash } from 'node:crypto';
import type { ClientOptions, ClientStats, InspectableClient } from '../../api/client';
import type { ApiClient } from '../../contracts/api-client';
import type { MimecastError } from '../../contracts/errors';
import type { ValidationProblem } from '../../properties/property-types';
import { hostWarning } from '../../properties/values/base-url';
import { withTimeout } from '../../util/async';
import { configError } from '../node-red/config-error';
import type { NetworkConfigResult } from '../node-red/network-config';
import type { AccountConfigResult, AccountSettings } from './account-settings';
import { type ClusterShare, type MembershipResult, NOT_CLUSTERED } from './cluster-share';
import type { DemoTenant } from './demo-tenant';

/** The account behind a `mimecast-account` node, as other nodes use it. */
export interface Account {
  /** The name of the node, or its region. Replaces Mimecast's account code where that is unknown. */
  readonly label: string;
  /** True for the region `demo`, a simulated tenant. */
  readonly demo: boolean;
  /** Origin of the API; undefined for `demo` and while the configuration is invalid. */
  readonly origin: string | undefined;
  /**
   * Fingerprint of the secret, to notice that it changed; '' for `demo` and while the configuration is
   * invalid.
   */
  readonly credential: string;
  /**
   * Set when the account belongs to a cluster: its work then runs in one replica at a time. undefined: there
   * is no cluster, and the account is always read here.
   */
  readonly share: ClusterShare | undefined;
  /** Why the account can't work as configured (MIMECAST_CONFIG). Nodes must not poll while this is set. */
  problem(): MimecastError | undefined;
  /**
   * The single client of this account, created at the first call.
   * @throws MimecastError MIMECAST_CONFIG when the configuration is invalid or the node is closed
   */
  client(): Promise<ApiClient>;
  /**
   * Statistics of the client, for diagnostics; undefined before the first call of `client()`. Does not create
   * a client.
   */
  stats(): Promise<ClientStats | undefined>;
}

/** Limit for closing, in ms. Node-RED itself gives up after 15 s. */
const CLOSE_TIMEOUT_MS = 5_000;

/** Dependencies of an account. */
export interface AccountDeps {
  createClient(options: ClientOptions): InspectableClient;
  /** Starts the simulated tenant of the region `demo`. */
  startDemo(tenant: DemoTenant): Promise<{ readonly apiUrl: string; stop(): Promise<void> }>;
  /** Called once for each client, when a host that was warned of has worked. */
  onHostWorks?(host: string): void;
}

export interface OwnedAccount extends Account {
  /** Cancels running calls. Resolves within seconds, never rejects. */
  close(): Promise<void>;
}

interface OpenedClient {
  readonly client: InspectableClient;
  close(): Promise<unknown>;
}

/** The simulated tenant accepts any credentials, but they must not be empty. */
const DEMO_CREDENTIALS = { clientId: 'demo-client', clientSecret: 'demo-secret' };

async function openClient(
  settings: AccountSettings,
  network: NetworkConfigResult,
  deps: AccountDeps,
): Promise<OpenedClient> {
  const { origin, clientId, clientSecret, legacy, timeoutMs, linkHosts } = settings;
  if (origin === undefined) {
    const tenant = await deps.startDemo(settings.demoTenant);
    const client = deps.createClient({ origin: tenant.apiUrl, demo: true, ...DEMO_CREDENTIALS, timeoutMs });
    return { client, close: () => client.close().finally(() => tenant.stop()) };
  }
  const networkOptions = network.ok ? network.network : {};
  const client = deps.createClient({
    origin,
    demo: false,
    clientId,
    clientSecret,
    ...(legacy && { legacy }),
    timeoutMs,
    linkHosts,
    ...networkOptions,
    ...(doubtfulHost(settings) !== undefined && {
      onHostWorks: () => deps.onHostWorks?.(new URL(origin).hostname),
    }),
  });
  return { client, close: () => client.close() };
}

/** Why the host of the account will probably not work; undefined: nothing speaks against it. */
export function doubtfulHost({ origin, legacy }: AccountSettings): ValidationProblem | undefined {
  return origin === undefined ? undefined : hostWarning(origin, legacy === undefined ? 'oauth2' : 'legacy');
}

/** The secret is random, so the hash does not reveal it. */
function fingerprint({ clientId, clientSecret, legacy }: AccountSettings): string {
  const secrets = legacy === undefined ? [clientId, clientSecret] : [legacy.accessKey, legacy.secretKey];
  return hash('sha256', JSON.stringify(['mimecast credential', ...secrets])).slice(0, 32);
}

/** Has no side effects: Node-RED creates a config node even when no node uses it. */
export function createAccount(
  configResult: AccountConfigResult,
  network: NetworkConfigResult,
  deps: AccountDeps,
  membership: MembershipResult = NOT_CLUSTERED,
): OwnedAccount {
  const settings = configResult.ok ? configResult.settings : undefined;
  const demo = settings?.region === 'demo';
  // A simulated tenant on this machine is reached without the proxy, so proxy errors do not matter.
  const networkError = network.ok || demo ? undefined : configError(network.problem);
  const error: MimecastError | undefined = configResult.ok
    ? (networkError ?? membership.problem)
    : configResult.error;
  let opening: Promise<OpenedClient> | undefined;
  let closed = false;

  const openOnce = (): Promise<OpenedClient> => {
    if (error !== undefined) return Promise.reject(error);
    if (closed || settings === undefined) return Promise.reject(configError({ key: 'closed', values: {} }));
    opening ??= openClient(settings, network, deps).catch((failure: unknown) => {
      opening = undefined;
      throw failure;
    });
    return opening;
  };

  return {
    label: settings?.label ?? '',
    demo,
    origin: error === undefined ? settings?.origin : undefined,
    credential: error === undefined && settings !== undefined && !demo ? fingerprint(settings) : '',
    share: error === undefined ? membership.share : undefined,
    problem: () => error,
    client: async () => (await openOnce()).client,
    stats: async () => (await opening?.catch(() => undefined))?.client.stats(),
    async close() {
      closed = true;
      const clientClosed = opening?.then((openedClient) => openedClient.close());
      if (clientClosed === undefined) return;
      // Errors while closing have no receiver. What could not be closed ends with its own time-outs.
      await withTimeout(
        clientClosed.catch(() => undefined),
        CLOSE_TIMEOUT_MS,
      );
    },
  };
}
