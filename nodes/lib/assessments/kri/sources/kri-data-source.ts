/** The data source of an indicator run: reads logs, snapshots, statistics and packages from the tenant. */
import type { Readers, StateReading } from '../data-source';
import type { LogName, StateName, Value } from '../types';
import type { Override } from '../../../properties/node/kri';
import { oldestDay, startOfDay } from '../../../util/utc-day';
import type { WindowLog } from '../../../streams/window/definition';
import type { Answer } from '../../../contracts/evidence';
import { drainPath } from '../../evidence/read-custom-path';
import { drainSiem } from '../../evidence/read-siem';
import { type Drained, drainWindow } from '../../evidence/read-window';
import { KRI_LOGS, overridden, SIEM_TYPES, type SiemLog } from './kri-logs';
import { HELD_FILTER, KRI_PATHS, readOverridden, readPackages, readState, readStats } from './kri-snapshots';
import { look, type SurveyContext } from '../../evidence/collect-evidence';
import { patiently } from '../../evidence/deadlines';

const SIEM_PATH = '/siem/v1/batch/events/cg';
/** shown as the endpoint where this package reads its own state instead of the tenant's */
const OWN_SOURCES_LABEL = 'the sources of this account';

export interface ReaderParts {
  readonly context: SurveyContext;
  /** how far the streams of this account's source nodes are behind */
  readonly lag: () => Promise<readonly Value[]>;
}

const isSiem = (name: string): name is SiemLog => name in SIEM_TYPES;
const windowLogOf = (log: LogName): WindowLog | undefined => (isSiem(log) ? undefined : KRI_LOGS[log]);

export function kriReaders({ context, lag }: ReaderParts): Readers {
  let packages: Promise<Answer<readonly string[]>> | undefined;
  // Two indicators read the same list, so each list is read once per run.
  const snapshots = new Map<StateName, Promise<Answer<StateReading>>>();
  const readSnapshotOnce = (state: StateName): Promise<Answer<StateReading>> => {
    if (state === 'lag') return readOwnLag(lag, context);
    const definition =
      snapshots.get(state) ?? patiently(context, (withLimits) => readState(state, withLimits));
    snapshots.set(state, definition);
    return definition;
  };
  return {
    describe: describeSource,
    reach: (log, override) => (override === undefined && isSiem(log) ? startOfDay(oldestDay(Date.now())) : 0),
    log: (log, range, override, onRecord) => {
      const definition = windowLogOf(log);
      const endpoint = describeSource(log, override).endpoint;
      const readRecords = (withLimits: SurveyContext): Promise<Drained> => {
        if (override !== undefined)
          return drainPath(overridden(definition, override), range, withLimits, onRecord);
        return isSiem(log)
          ? drainSiem(SIEM_TYPES[log], range, withLimits, onRecord)
          : drainWindow(KRI_LOGS[log], range, withLimits, onRecord);
      };
      const evidenceRequest = { endpoint, published: override === undefined };
      return patiently(context, (withLimits) =>
        look(evidenceRequest, () => readRecords(withLimits), context.client),
      );
    },
    state: (state, range, override) =>
      override === undefined || state === 'lag'
        ? readSnapshotOnce(state)
        : patiently(context, (withLimits) => readOverridden(override, range, withLimits)),
    stats: (series, range) => patiently(context, (withLimits) => readStats(series, range, withLimits)),
    packages: () => {
      packages ??= patiently(context, readPackages);
      return packages;
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

function readOwnLag(lag: ReaderParts['lag'], { client }: SurveyContext): Promise<Answer<StateReading>> {
  return look(
    { endpoint: OWN_SOURCES_LABEL },
    async () => {
      const records = await lag();
      return records.length === 0 ? undefined : { records };
    },
    client,
  );
}
