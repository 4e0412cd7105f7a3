/**
 * The table of log types. The definition of a log type has its endpoint, its permission and product, and its
 * identity. Its name in the node is in `properties/node/`. The compiler requires a row here for each name.
 * `.github/CONTRIBUTING.md` lists what else a log type needs.
 */
import type { Stream } from '../contracts/stream';
import type { AUDIT_TYPES } from '../properties/node/audit';
import type { DIRECTORY_TYPES } from '../properties/node/directory';
import type { DLP_TYPES } from '../properties/node/dlp';
import type { HELD_TYPES } from '../properties/node/held';
import type { FEEDS } from '../properties/node/siem';
import type { TTP_TYPES } from '../properties/node/ttp';
import { CG_TYPES, CI_TYPES } from '../properties/values/siem-types';
import type { LogDefinition } from './rest/log-definition';
import { SIEM_ACCESS } from './siem-batch/listing';
import { createSiemBatchStream } from './siem-batch/stream';
import { createSiemEventStream } from './siem-events/stream';
import type { SnapshotLogDefinition } from './snapshot/definition';
import { DOMAINS, GROUPS_LOG, MEMBERS, USERS } from './snapshot/logs/directory';
import { HELD, HOLD_SUMMARY } from './snapshot/logs/held';
import { createSnapshotStream, type SnapshotOptions } from './snapshot/stream';
import type { WindowLogDefinition } from './window/definition';
import { auditLog } from './window/logs/audit';
import { dlpLog } from './window/logs/dlp';
import { rejectionsLog, releasesLog } from './window/logs/held';
import { attachmentLog, impersonationLog, urlLog } from './window/logs/ttp';
import { createWindowStream } from './window/stream';

/** @typeParam Settings the settings of the node that its stream depends on */
interface LogType<Settings, Definition extends LogDefinition = LogDefinition> {
  /** without a selection by filters */
  readonly definition: Definition;
  readonly createStream: (settings: Settings) => Stream;
}

/** Settings of the nodes that read snapshots. */
interface SnapshotSettings {
  readonly snapshot: SnapshotOptions['mode'];
  readonly baseline: boolean;
}

/** A log that is read by time range. */
function windowType<Filters>(
  define: (filters?: Filters) => WindowLogDefinition,
): LogType<Filters, WindowLogDefinition> {
  return { definition: define(), createStream: (filters) => createWindowStream(define(filters)) };
}

/** A state that is read as a whole. */
function snapshotType(definition: SnapshotLogDefinition): LogType<SnapshotSettings, SnapshotLogDefinition> {
  return {
    definition,
    createStream: ({ snapshot: mode, baseline }) => createSnapshotStream(definition, { mode, baseline }),
  };
}

type Rows<Types extends readonly string[]> = Readonly<
  Record<Types[number], { readonly definition: LogDefinition }>
>;

/** By node and type, in the order in which they are read. */
export const LOG_TYPES = {
  audit: { audit: windowType(auditLog) },
  dlp: { dlp: windowType(dlpLog) },
  ttp: {
    url: windowType(urlLog),
    attachment: windowType(attachmentLog),
    impersonation: windowType(impersonationLog),
  },
  held: {
    held: snapshotType(HELD),
    releases: windowType(releasesLog),
    rejections: windowType(rejectionsLog),
    summary: snapshotType(HOLD_SUMMARY),
  },
  directory: {
    users: snapshotType(USERS),
    groups: snapshotType(GROUPS_LOG),
    members: snapshotType(MEMBERS),
    domains: snapshotType(DOMAINS),
  },
} as const satisfies {
  readonly audit: Rows<typeof AUDIT_TYPES>;
  readonly dlp: Rows<typeof DLP_TYPES>;
  readonly ttp: Rows<typeof TTP_TYPES>;
  readonly held: Rows<typeof HELD_TYPES>;
  readonly directory: Rows<typeof DIRECTORY_TYPES>;
};

/** Keys of the definitions. */
export type LogTypeKey =
  | 'audit'
  | `audit.${Exclude<(typeof AUDIT_TYPES)[number], 'audit'>}`
  | 'dlp'
  | `dlp.${Exclude<(typeof DLP_TYPES)[number], 'dlp'>}`
  | `ttp.${(typeof TTP_TYPES)[number]}`
  | `held.${(typeof HELD_TYPES)[number]}`
  | `directory.${(typeof DIRECTORY_TYPES)[number]}`;

/**
 * The streams of one node.
 * @param logTypes the rows of the node
 * @param settings `types` empty: all types
 */
export function createStreams<Type extends string, Settings extends { readonly types: readonly Type[] }>(
  logTypes: Readonly<Record<Type, LogType<Settings>>>,
  settings: Settings,
): readonly Stream[] {
  const { types } = settings;
  const selected =
    types.length === 0 ? Object.values<LogType<Settings>>(logTypes) : types.map((type) => logTypes[type]);
  return selected.map(({ createStream }) => createStream(settings));
}

interface SiemFeed {
  readonly product: 'cg' | 'ci';
  /** all types, when none is selected */
  readonly types: readonly string[];
  readonly createStreams: (types: readonly string[]) => readonly Stream[];
}

/** One stream for each type, each with its own cursor. */
const batchFeed = (product: 'cg' | 'ci', all: readonly string[]): SiemFeed => ({
  product,
  types: all,
  createStreams: (types) =>
    (types.length === 0 ? all : types).map((type) => createSiemBatchStream(product, type)),
});

/** One stream for all types. */
const eventFeed = (product: 'cg' | 'ci', all: readonly string[]): SiemFeed => ({
  product,
  types: all,
  createStreams: (types) => [createSiemEventStream(product, types)],
});

/** The node SIEM: its types are the same in the files (`batch`) and in the stream of a product. */
const SIEM_FEEDS: Readonly<Record<(typeof FEEDS)[number], SiemFeed>> = {
  'cg-batch': batchFeed('cg', CG_TYPES),
  'cg-stream': eventFeed('cg', CG_TYPES),
  'ci-batch': batchFeed('ci', CI_TYPES),
  'ci-stream': eventFeed('ci', CI_TYPES),
};

/** @param types empty: all types of the feed */
export function createSiemStreams(feed: (typeof FEEDS)[number], types: readonly string[]): readonly Stream[] {
  return SIEM_FEEDS[feed].createStreams(types);
}

const SIEM_DEFINITIONS: readonly LogDefinition[] = [SIEM_FEEDS['cg-batch'], SIEM_FEEDS['ci-batch']].flatMap(
  ({ product, types }) =>
    types.map((type) => ({
      key: `siem.batch.${product}.${type}`,
      log: 'siem',
      type,
      about: `SIEM events of type ${type}`,
      access: SIEM_ACCESS[product],
    })),
);

/** Definitions of all types in LOG_TYPES. */
export const DEFINITIONS = Object.values(LOG_TYPES).flatMap((rows) =>
  Object.values<{ readonly definition: WindowLogDefinition | SnapshotLogDefinition }>(rows).map(
    ({ definition }) => definition,
  ),
);

/** All log types of the package. */
export const ALL_LOG_TYPES: readonly LogDefinition[] = [...SIEM_DEFINITIONS, ...DEFINITIONS];
