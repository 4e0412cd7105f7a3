import { Api } from './api';
import { CursorCodec } from './catalog/cursor';
import { FileCatalogue } from './catalog/file-catalog';
import { FileContentGenerator } from './catalog/file-content';
import { FileFaultState } from './catalog/file-faults';
import { SignedLinks } from './catalog/links';
import { ObjectStorage } from './catalog/storage';
import type { Tenant } from './catalog/tenant';
import { Clock } from './common/clock';
import { FEED_TYPES } from './common/feeds';
import type { LogName } from './common/log-names';
import { type PermissionGrants, resolveOptions, type SimulatorOptions } from './common/options';
import { type ExpectedKri, expectedKris } from './endpoints/kri/expected-kri';
import type { PolicyStore } from './endpoints/policy/policies';
import { ExpectedEvents } from './expected/expected-events';
import type { ExpectedLogs } from './expected/expected-logs';
import { type FaultControl, FaultInjector } from './faults/fault-injector';
import { type RecordedRequest, RequestLog } from './http/call-log';
import { createApiListener, createStorageListener } from './http/server';
import { Logs } from './logs';
import { createControlHandler } from './program/control';

export { CI_TYPES, type CiType, type FeedType, SIEM_TYPES, type SiemType } from './common/feeds';
export type { LogName } from './common/log-names';
export type { PermissionGrants, SimulatorOptions } from './common/options';
export { PERMISSIONS, type Permission, PRODUCTS, type Product } from './common/permissions';
export { CANARIES } from './endpoints/account';
export type { CompareOptions, ExpectedEvents } from './expected/expected-events';
export type { ExpectedLogs, LogCompareOptions, LogRange } from './expected/expected-logs';
export type { Comparison } from './expected/record-comparator';
export { FAULT_NAMES, type FaultControl, type FaultName, LOG_FAULTS } from './faults/fault-injector';
export type { RecordedRequest } from './http/call-log';

/**
 * Simulates one Mimecast tenant: API and object storage on two ports of the loopback. It is written from
 * wire.md and shares no code with the client, so that the two implement the same facts independently.
 */
export interface Simulator {
  /** Listens on both ports. @throws when a port is in use */
  start(): Promise<void>;
  /** Ends all responses and closes all sockets. */
  stop(): Promise<void>;
  /** `http://127.0.0.1:port`; '' before the start */
  readonly apiUrl: string;
  readonly storageUrl: string;
  readonly faults: FaultControl;
  readonly ledger: ExpectedEvents;
  /** The records of every other log: `audit`, `ttp.url`, `held.releases` … */
  readonly logs: ExpectedLogs<LogName>;
  /** Requests so far, oldest first: at least the last 20,000. */
  readonly requests: readonly RecordedRequest[];
  /** Products and permissions, to be changed while it runs. */
  readonly grants: PermissionGrants;
  /** The tenant's configuration, to be changed while it runs. */
  readonly policies: PolicyStore;
  /** Expected values of the key risk indicators now, by slug. */
  kris(): Readonly<Record<string, ExpectedKri>>;
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
  const settings = resolveOptions(options);
  const { seed, grants } = settings;
  const clock = new Clock(settings.now);
  const faults = new FaultInjector(seed);
  const catalogue = new FileCatalogue(settings, clock);
  const fileFaults = new FileFaultState(faults);
  const content = new FileContentGenerator(settings, fileFaults);
  const links = new SignedLinks(seed, settings.linkLifetimeMs, clock);
  const cursors = new CursorCodec(seed);
  const tenant: Tenant = { settings, grants, clock, faults, catalogue, fileFaults, content, cursors, links };
  const ledger = new ExpectedEvents(catalogue, fileFaults, content);
  const logs = new Logs(tenant);
  const logLedger = logs.ledger();
  const log = new RequestLog(clock);

  const warmUp = async (): Promise<void> => {
    for (const type of FEED_TYPES) for (const file of ledger.files(type)) await content.size(file);
  };

  const storage = new ObjectStorage(tenant);
  const files = createStorageListener({ clock, log, handle: (call) => storage.get(call) });
  const api = new Api(
    tenant,
    () => files.url,
    logs.endpoints(),
    () => logs.policies.accountInfo,
  );
  const reserved = settings.control
    ? createControlHandler({ clock, faults, grants, policies: logs.policies, ledger, logLedger, log, warmUp })
    : undefined;
  const { latencyMs } = settings;
  const gateway = createApiListener({ clock, log, latencyMs, handle: (call) => api.handle(call), reserved });

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
    kris: () => expectedKris({ ledger: logLedger, policies: logs.policies, seed }, clock.now()),
    origin: catalogue.origin,
    now: () => clock.now(),
    advance: (ms) => clock.advance(ms),
    expireTokens: () => api.oauth.expireAll(),
    warmUp,
  };
}
