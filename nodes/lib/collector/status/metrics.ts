import type { RegisteredCollector } from '../collector-registry';
import type { Family, Labels, Sample } from './exposition';
import { histogramSamples } from './histogram';
import type { CollectorSnapshot, LeaseSnapshot, StreamSnapshot } from './snapshot';

/** The metrics of the sources. Counters start at 0 when a node starts. */

interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  /** null: no value */
  readonly value: (stream: StreamSnapshot) => number | null;
}

const METRICS: readonly Metric[] = [
  {
    name: 'mimecast_records_total',
    type: 'counter',
    help: 'Records sent to the flow.',
    value: ({ counts }) => counts.records,
  },
  {
    name: 'mimecast_duplicates_total',
    type: 'counter',
    help: 'Records that Mimecast sent again and that were dropped.',
    value: ({ counts }) => counts.duplicates,
  },
  {
    name: 'mimecast_lag_seconds',
    type: 'gauge',
    help: 'How far the position lags behind.',
    value: ({ lagMs }) => (lagMs === null ? null : lagMs / 1000),
  },
  {
    name: 'mimecast_waiting_batches',
    type: 'gauge',
    help: 'Batches that wait for an acknowledgement.',
    value: ({ waiting }) => waiting,
  },
  {
    name: 'mimecast_calls_total',
    type: 'counter',
    help: 'Calls to the API, without file downloads.',
    value: ({ counts }) => counts.calls,
  },
  {
    name: 'mimecast_throttled_total',
    type: 'counter',
    help: 'Number of times that a call waited for quota.',
    value: ({ counts }) => counts.throttled,
  },
  {
    name: 'mimecast_last_success_timestamp_seconds',
    type: 'gauge',
    help: 'When the last poll of the type ended without a failure, in seconds since 1970. Missing until there was one.',
    value: ({ succeededAt = null }) => (succeededAt === null ? null : Date.parse(succeededAt) / 1000),
  },
];

interface LeaseMetric {
  readonly name: string;
  readonly help: string;
  /** null: no value */
  readonly value: (lease: LeaseSnapshot) => number | null;
}

/** Only for nodes in a cluster. */
const LEASE_METRICS: readonly LeaseMetric[] = [
  {
    name: 'mimecast_lease_held',
    help: 'Whether the account of the node is read by this replica.',
    value: ({ token }) => (token === null ? 0 : 1),
  },
  {
    name: 'mimecast_fencing_token',
    help: 'Fencing token of the lease: grows each time that a replica acquires the account.',
    value: ({ token }) => token,
  },
];

/** The families of the sources. Those of streams and polls are always there, also without a source. */
export function sourceFamilies(sources: readonly RegisteredCollector[]): readonly Family[] {
  const views = sources.map(({ id, name, account, collector }) => ({
    whose: { node: id, name, account },
    view: collector.view(),
  }));
  return [...streamFamilies(views), pollFamily(views), ...leaseFamilies(views)];
}

interface View {
  readonly whose: Labels;
  readonly view: CollectorSnapshot;
}

function streamFamilies(views: readonly View[]): readonly Family[] {
  const series = views.flatMap(({ whose, view }) =>
    view.streams.map((stream) => ({ stream, labels: { ...whose, stream: stream.key } })),
  );
  return METRICS.map(({ value, ...head }) => ({
    ...head,
    samples: series.flatMap(({ stream, labels }) => toSample(labels, value(stream))),
  }));
}

/** By source and not by stream: twelve series for each of them would be too many. */
const pollFamily = (views: readonly View[]): Family => ({
  name: 'mimecast_poll_duration_seconds',
  type: 'histogram',
  help: 'Duration of the polls of a source, from the start to the end of its last type, waiting for quota and acknowledgements included.',
  samples: views.flatMap(({ whose, view: { polls } }) =>
    polls === undefined ? [] : histogramSamples(polls, whose),
  ),
});

function leaseFamilies(views: readonly View[]): readonly Family[] {
  const leases = views.flatMap(({ whose, view: { lease } }) =>
    lease === undefined ? [] : [{ lease, labels: { ...whose, replica: lease.replica } }],
  );
  if (leases.length === 0) return [];
  return LEASE_METRICS.map(({ value, ...head }) => ({
    ...head,
    type: 'gauge' as const,
    samples: leases.flatMap(({ lease, labels }) => toSample(labels, value(lease))),
  }));
}

/** No sample where the value is unknown: an unknown lag is not a lag of 0. */
export const toSample = (labels: Labels, value: number | null): readonly Sample[] =>
  value === null ? [] : [{ labels, value }];
