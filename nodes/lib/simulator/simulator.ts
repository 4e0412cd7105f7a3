import { Api } from './http/api';
import type { Tenant } from './catalog/batch';
import { CallLog } from './http/call-log';
import { Catalogue } from './catalog/file-catalog';
import { Clock } from './clock';
import { Conditions } from './catalog/file-faults';
import { Content } from './catalog/file-content';
import { controls } from './program/control';
import { Cursors } from './catalog/cursor';
import { FaultDial, type Faults } from './faults/fault-injector';
import { kriTruth, type Truth } from './kri/expected-kri';
import { Ledger } from './expected/ledger';
import { Links } from './catalog/links';
import type { LogLedger } from './expected/log-ledger';
import { type LogName, Logs } from './logs';
import { type Grants, type SimulatorOptions, settle } from './options';
import type { Policies } from './policy/policies';
import { apiPort, storagePort } from './http/server';
import { Storage } from './catalog/storage';
import { FEED_TYPES, type RecordedCall } from './types';

export { PERMISSIONS, type Permission, PRODUCTS, type Product } from './access/permissions';
export { CANARIES } from './access/account';
export type { Comparison } from './expected/record-comparator';
export { FAULT_NAMES, type FaultName, type Faults, LOG_FAULTS } from './faults/fault-injector';
export type { CompareOptions, Ledger } from './expected/ledger';
export type { LogCompareOptions, LogLedger, LogRange } from './expected/log-ledger';
export type { LogName } from './logs';
export type { Grants, SimulatorOptions } from './options';
export { CI_TYPES, type CiType, type FeedType, type RecordedCall, SIEM_TYPES, type SiemType } from './types';

/**
 * Simulates one Mimecast tenant: API and object storage on two ports of the loopback. It is written from wire.md and
 * shares no code with the client, so that it is a second reading of the same facts.
 */
export interface Simulator {
  /** Listens on both ports. @throws when a port is in use */
  start(): Promise<void>;
  /** Ends all responses and closes all sockets. */
  stop(): Promise<void>;
  /** `http://127.0.0.1:port`; '' before the start */
  readonly apiUrl: string;
  readonly storageUrl: string;
  readonly faults: Faults;
  readonly ledger: Ledger;
  /** The records of every other log: `audit`, `ttp.url`, `held.releases` … */
  readonly logs: LogLedger<LogName>;
  /** Requests so far, oldest first: at least the last 20,000. */
  readonly requests: readonly RecordedCall[];
  /** Products and permissions, to be changed while it runs. */
  readonly grants: Grants;
  /** The tenant's configuration, to be changed while it runs. */
  readonly policies: Policies;
  /** Expected values of the key risk indicators now, by slug. */
  kris(): Readonly<Record<string, Truth>>;
  /** Epoch ms of the first period with files. */
  readonly origin: number;
  /** epoch ms on the simulator's clock */
  now(): number;
  /** Moves the clock forward by `ms`. */
  advance(ms: number): void;
  /** Expires all tokens that were issued so far. */
  expireTokens(): void;
  /** Generates every file once, so that listings know the sizes (before a benchmark). */
  warmUp(): Promise<void>;
}

export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const settings = settle(options);
  const { seed, grants } = settings;
  const clock = new Clock(settings.now);
  const faults = new FaultDial(seed);
  const catalogue = new Catalogue(settings, clock);
  const fileFaults = new Conditions(faults);
  const content = new Content(settings, fileFaults);
  const links = new Links(seed, settings.linkLifetimeMs, clock);
  const cursors = new Cursors(seed);
  const tenant: Tenant = { settings, grants, clock, faults, catalogue, fileFaults, content, cursors, links };
  const ledger = new Ledger(catalogue, fileFaults, content);
  const logs = new Logs(tenant);
  const logLedger = logs.ledger();
  const log = new CallLog(clock);

  const warmUp = async (): Promise<void> => {
    for (const type of FEED_TYPES) for (const file of ledger.files(type)) await content.size(file);
  };

  const storage = new Storage(tenant);
  const files = storagePort({ clock, log, handle: (call) => storage.get(call) });
  const api = new Api(
    tenant,
    () => files.url,
    logs.endpoints(),
    () => logs.policies.facts,
  );
  const reserved = settings.control
    ? controls({ clock, faults, grants, policies: logs.policies, ledger, logLedger, log, warmUp })
    : undefined;
  const { latencyMs } = settings;
  const gateway = apiPort({ clock, log, latencyMs, handle: (call) => api.handle(call), reserved });

  return {
    start: async () => {
      await files.listen(settings.storagePort);
      try {
        await gateway.listen(settings.port);
      } catch (error) {
        await files.close();
        throw error;
      }
    },
    stop: async () => {
      await Promise.all([gateway.close(), files.close()]);
    },
    get apiUrl() {
      return gateway.url;
    },
    get storageUrl() {
      return files.url;
    },
    faults,
    ledger,
    logs: logLedger,
    get requests() {
      return log.calls;
    },
    grants,
    policies: logs.policies,
    kris: () => kriTruth({ ledger: logLedger, policies: logs.policies, seed }, clock.now()),
    origin: catalogue.origin,
    now: () => clock.now(),
    advance: (ms) => clock.advance(ms),
    expireTokens: () => api.oauth.expireAll(),
    warmUp,
  };
}
