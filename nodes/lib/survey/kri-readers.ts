/** What a run of indicators looks at the tenant with. */
import type { Readers, StateReading } from '../assess/kri/readers';
import type { LogName, StateName, Value } from '../assess/kri/types';
import type { Override } from '../properties/kri';
import { oldestDay, startOfDay } from '../streams/siem/calendar';
import type { WindowLog } from '../streams/window/log';
import type { Answer } from './answer';
import { drainPath } from './drain-path';
import { drainSiem } from './drain-siem';
import { type Drained, drainWindow } from './drain-window';
import { KRI_LOGS, overridden, SIEM_TYPES, type SiemLog } from './kri-logs';
import { HELD_FILTER, KRI_PATHS, readOverridden, readPackages, readState, readStats } from './kri-states';
import { look, type SurveyContext } from './look';
import { patiently } from './patience';

const SIEM_PATH = '/siem/v1/batch/events/cg';
/** where this package reads its own state instead of the tenant's */
const OWN_SOURCES = 'the sources of this account';

export interface ReaderParts {
  readonly context: SurveyContext;
  /** how far the streams of this account's sources are behind */
  readonly lag: () => Promise<readonly Value[]>;
}

const isSiem = (name: string): name is SiemLog => name in SIEM_TYPES;
const logOf = (log: LogName): WindowLog | undefined => (isSiem(log) ? undefined : KRI_LOGS[log]);

export function kriReaders({ context, lag }: ReaderParts): Readers {
  let packages: Promise<Answer<readonly string[]>> | undefined;
  // Two indicators read the same list: what is known of it is known for both.
  const states = new Map<StateName, Promise<Answer<StateReading>>>();
  const read = (state: StateName): Promise<Answer<StateReading>> => {
    if (state === 'lag') return ownLag(lag, context);
    const known = states.get(state) ?? patiently(context, (patient) => readState(state, patient));
    states.set(state, known);
    return known;
  };
  return {
    describe,
    reach: (log, override) => (override === undefined && isSiem(log) ? startOfDay(oldestDay(Date.now())) : 0),
    log: (log, range, override, take) => {
      const known = logOf(log);
      const endpoint = describe(log, override).endpoint;
      const drain = (patient: SurveyContext): Promise<Drained> => {
        if (override !== undefined) return drainPath(overridden(known, override), range, patient, take);
        return isSiem(log)
          ? drainSiem(SIEM_TYPES[log], range, patient, take)
          : drainWindow(KRI_LOGS[log], range, patient, take);
      };
      const subject = { endpoint, published: override === undefined };
      return patiently(context, (patient) => look(subject, () => drain(patient), context.client));
    },
    state: (state, range, override) =>
      override === undefined || state === 'lag'
        ? read(state)
        : patiently(context, (patient) => readOverridden(override, range, patient)),
    stats: (series, range) => patiently(context, (patient) => readStats(series, range, patient)),
    packages: () => {
      packages ??= patiently(context, readPackages);
      return packages;
    },
  };
}

function describe(what: LogName | StateName, override: Override | undefined) {
  if (what === 'lag') return { endpoint: OWN_SOURCES, filter: {} };
  if (override !== undefined) return { endpoint: override.path, filter: override.filter };
  if (isSiem(what)) return { endpoint: SIEM_PATH, filter: { type: SIEM_TYPES[what] } };
  if (what === 'held') return { endpoint: KRI_PATHS.held, filter: HELD_FILTER };
  if (what === 'dmarc.domains' || what === 'dmarc.statistics') {
    return { endpoint: KRI_PATHS[what], filter: {} };
  }
  const { path, body } = KRI_LOGS[what];
  return { endpoint: path, filter: body };
}

function ownLag(lag: ReaderParts['lag'], { client }: SurveyContext): Promise<Answer<StateReading>> {
  return look(
    { endpoint: OWN_SOURCES },
    async () => {
      const records = await lag();
      return records.length === 0 ? undefined : { records };
    },
    client,
  );
}
