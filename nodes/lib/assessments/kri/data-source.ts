/** The data source of an indicator run: reads logs, snapshots, statistics and packages from the tenant. */

import { type EvidenceResult, isUnavailable } from '../../contracts/evidence';
import type { JsonObject } from '../../contracts/json';
import type { Override } from '../../properties/node/assessments/kri';
import { oldestDay } from '../../streams/siem-batch/retention';
import type { WindowLogDefinition } from '../../streams/window/definition';
import { auditLog } from '../../streams/window/logs/audit';
import { releasesLog } from '../../streams/window/logs/held';
import { attachmentLog, impersonationLog, urlLog } from '../../streams/window/logs/ttp';
import { DAY_MS, startOfDay } from '../../util/time';
import { collectEvidence, type EvidenceContext } from '../evidence/collect-evidence';
import { withDeadlines } from '../evidence/deadlines';
import { hasRecords } from '../evidence/has-records';
import { type CustomLog, readCustomPath } from '../evidence/read-custom-path';
import { readSiem } from '../evidence/read-siem';
import { type ReadResult, readWindow } from '../evidence/read-window';
import {
  HELD_FILTER,
  KRI_PATHS,
  readCustomSnapshot,
  readPackages,
  readSnapshot,
  readStats,
} from './kri-snapshots';
import type { AnyRecord, KriDataSource, LogName, SnapshotReadResult, StateName } from './types';

const releases = releasesLog();

/** The logs that the indicators read, and the request for each (wire.md 4, 7, 9.3, 10). */
const KRI_LOGS = {
  'ttp.impersonation': impersonationLog(),
  'ttp.attachment': attachmentLog({ routes: ['inbound'], results: ['malicious'] }),
  'ttp.attachment.all': attachmentLog({ results: ['malicious'] }),
  'ttp.attachment.timeout': attachmentLog({ routes: ['inbound'], results: ['timeout'] }),
  'ttp.attachment.error': attachmentLog({ routes: ['inbound'], results: ['error'] }),
  'ttp.url': urlLog({ routes: ['inbound'], results: ['malicious'] }),
  'ttp.url.all': urlLog({ routes: ['inbound'] }),
  'held.releases': {
    ...releases,
    body: { ...releases.body, filterBy: [{ fieldName: 'status', value: 'released' }] },
  },
  audit: auditLog(),
} as const satisfies Readonly<Record<string, WindowLogDefinition>>;

/** Logs that only the SIEM feed has, with their event type (wire.md 4.3, 12.3). */
const SIEM_TYPES = { 'siem.internal': 'internal email protect', 'siem.receipt': 'receipt' } as const;

type SiemLog = keyof typeof SIEM_TYPES;

const SIEM_PATH = '/siem/v1/batch/events/cg';
/** shown as the endpoint where this package reads its own state instead of the tenant's */
const OWN_SOURCES_LABEL = 'the sources of this account';

export interface KriDataSourceDeps {
  readonly context: EvidenceContext;
  /** how far the streams of this account's source nodes are behind */
  readonly lag: () => Promise<readonly JsonObject[]>;
}

const isSiem = (name: string): name is SiemLog => name in SIEM_TYPES;
const windowLogOf = (log: LogName): WindowLogDefinition | undefined =>
  isSiem(log) ? undefined : KRI_LOGS[log];

function withOverride(
  log: Pick<WindowLogDefinition, 'start' | 'end'> | undefined,
  override: Override,
): CustomLog {
  const { path, filter, start = log?.start ?? 'from', end = log?.end ?? 'to' } = override;
  return { path, filter, start, end };
}

export function createKriDataSource({ context, lag }: KriDataSourceDeps): KriDataSource {
  let packages: Promise<EvidenceResult<readonly string[]>> | undefined;
  // Two indicators read the same list, so each list is read once per run.
  const snapshots = new Map<StateName, Promise<EvidenceResult<SnapshotReadResult>>>();
  const readSnapshotOnce = (state: StateName): Promise<EvidenceResult<SnapshotReadResult>> => {
    if (state === 'lag') return readOwnLag(lag, context);
    const definition =
      snapshots.get(state) ?? withDeadlines(context, (withLimits) => readSnapshot(state, withLimits));
    snapshots.set(state, definition);
    return definition;
  };
  let anyRecord: Promise<AnyRecord> | undefined;
  return {
    describe: describeSource,
    oldestAvailable: (log, override) =>
      override === undefined && isSiem(log) ? startOfDay(oldestDay(Date.now())) : 0,
    readLog: (log, range, override, onRecord) => {
      const definition = windowLogOf(log);
      const endpoint = describeSource(log, override).endpoint;
      const readRecords = (withLimits: EvidenceContext): Promise<ReadResult> => {
        if (override !== undefined)
          return readCustomPath(withOverride(definition, override), range, withLimits, onRecord);
        return isSiem(log)
          ? readSiem(SIEM_TYPES[log], range, withLimits, onRecord)
          : readWindow(KRI_LOGS[log], range, withLimits, onRecord);
      };
      const evidenceRequest = { endpoint, published: override === undefined };
      return withDeadlines(context, (withLimits) =>
        collectEvidence(evidenceRequest, () => readRecords(withLimits), context.client),
      );
    },
    readSnapshot: (state, range, override) =>
      override === undefined || state === 'lag'
        ? readSnapshotOnce(state)
        : withDeadlines(context, (withLimits) => readCustomSnapshot(override, range, withLimits)),
    readStats: (series, range) =>
      withDeadlines(context, (withLimits) => readStats(series, range, withLimits)),
    readPackages: () => {
      packages ??= withDeadlines(context, readPackages);
      return packages;
    },
    findAnyRecord: () => {
      anyRecord ??= findAnyRecord(context, () => readSnapshotOnce('held'));
      return anyRecord;
    },
  };
}

function describeSource(what: LogName | StateName, override: Override | undefined) {
  if (what === 'lag') return { endpoint: OWN_SOURCES_LABEL, filter: {} };
  if (override !== undefined) return { endpoint: override.path, filter: override.filter };
  if (isSiem(what)) return { endpoint: SIEM_PATH, filter: { type: SIEM_TYPES[what] } };
  if (what === 'held') return { endpoint: KRI_PATHS.held, filter: HELD_FILTER };
  if (what === 'dmarc.domains' || what === 'dmarc.statistics') {
    return { endpoint: KRI_PATHS[what], filter: {} };
  }
  const { path, body } = KRI_LOGS[what];
  return { endpoint: path, filter: body };
}

function readOwnLag(
  lag: KriDataSourceDeps['lag'],
  { client }: EvidenceContext,
): Promise<EvidenceResult<SnapshotReadResult>> {
  return collectEvidence(
    { endpoint: OWN_SOURCES_LABEL },
    async () => {
      const records = await lag();
      return records.length === 0 ? undefined : { records };
    },
    client,
  );
}

/** Logs that a tenant in use has records of within weeks: the sign-in of an administrator is one. */
const USUAL_LOGS = [auditLog(), urlLog(), attachmentLog(), impersonationLog(), releasesLog()];
/** The API accepts this range in any case (wire.md 10). */
const SEARCHED_MS = 29 * DAY_MS;

async function findAnyRecord(
  context: EvidenceContext,
  readHeld: () => Promise<EvidenceResult<SnapshotReadResult>>,
): Promise<AnyRecord> {
  let hasFailed = false;
  const to = Date.now();
  for (const log of USUAL_LOGS) {
    const result = await withDeadlines(context, (withLimits) =>
      hasRecords(log, { from: to - SEARCHED_MS, to }, withLimits),
    );
    if (result.kind === 'evidence') return 'found';
    hasFailed ||= isUnavailable(result) && result.kind === 'broken';
  }
  const held = await readHeld();
  if (held.kind === 'evidence') return 'found';
  hasFailed ||= isUnavailable(held) && held.kind === 'broken';
  return hasFailed ? 'unknown' : 'none';
}
