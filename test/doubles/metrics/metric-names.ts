/** The names of the metrics that the route emits, to check what queries them. */
import { renderExposition } from '../../../nodes/lib/collector/status/exposition';
import { Histogram } from '../../../nodes/lib/collector/status/histogram';
import { sourceFamilies } from '../../../nodes/lib/collector/status/metrics';
import { assessmentFamilies } from '../../../nodes/lib/runtime/metrics/assessment-families';
import { readExposition } from './read-exposition';

/** With a source in a cluster: the families of leases are there only then. */
const families = readExposition(
  renderExposition([
    ...sourceFamilies([
      {
        ...{ id: 'one', template: undefined, name: '', account: '', type: 'mimecast-siem', delivery: 'ack' },
        collector: {
          view: () => ({
            ...{ id: 'one', paused: false, lastRun: null, streams: [] },
            polls: new Histogram([1]).snapshot(),
            lease: { replica: 'here', holder: 'here', token: 1 },
          }),
          request: () => Promise.resolve(),
        },
      },
    ]),
    ...assessmentFamilies([]),
  ]),
);

/** Names of series: those of a histogram have a suffix. */
export const SERIES_NAMES: ReadonlySet<string> = new Set(
  [...families.values()].flatMap(({ name, type }) =>
    type === 'histogram' ? ['_bucket', '_sum', '_count'].map((suffix) => name + suffix) : [name],
  ),
);

/** Our names in a query. */
export const namesIn = (query: string): readonly string[] => query.match(/\bmimecast_\w+/g) ?? [];
