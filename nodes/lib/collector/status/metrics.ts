import type { RegisteredCollector } from '../collector-registry';
import type { CollectorSnapshot, LeaseSnapshot, StreamSnapshot } from './snapshot';

/** Prometheus text exposition format 0.0.4. Counters start at 0 when a node starts. */

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

export function renderMetrics(sources: readonly RegisteredCollector[]): string {
  const views = sources.map(({ id, name, account, collector }) => ({
    whose: { node: id, name, account },
    view: collector.view(),
  }));
  const series = views.flatMap(({ whose, view }) =>
    view.streams.map((stream) => ({ stream, labels: formatLabels({ ...whose, stream: stream.key }) })),
  );
  const lines = METRICS.flatMap((metric) => [
    `# HELP ${metric.name} ${metric.help}`,
    `# TYPE ${metric.name} ${metric.type}`,
    ...series.flatMap(({ stream, labels }) => {
      const value = metric.value(stream);
      return value === null ? [] : [`${metric.name}{${labels}} ${value}`];
    }),
  ]);
  return `${[...lines, ...renderLeaseMetrics(views)].join('\n')}\n`;
}

function renderLeaseMetrics(
  views: readonly { readonly whose: Readonly<Record<string, string>>; readonly view: CollectorSnapshot }[],
): readonly string[] {
  const leases = views.flatMap(({ whose, view: { lease } }) =>
    lease === undefined ? [] : [{ lease, labels: formatLabels({ ...whose, replica: lease.replica }) }],
  );
  if (leases.length === 0) return [];
  return LEASE_METRICS.flatMap(({ name, help, value }) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...leases.flatMap(({ lease, labels }) => {
      const number = value(lease);
      return number === null ? [] : [`${name}{${labels}} ${number}`];
    }),
  ]);
}

function formatLabels(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escapeLabel(value)}"`)
    .join(',');
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
