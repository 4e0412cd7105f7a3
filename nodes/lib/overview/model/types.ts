/** What the model is built from: what runs, and its last state. The history is beside it. */
import type { CollectorState } from '../../collector/status/state';
import type { StreamProgress } from '../../collector/status/stream-status';
import type { FindingStatus, QuotaRow } from '../../contracts/overview';
import type { Thresholds } from '../../properties/values/kri-indicators';

export interface NodeFacts {
  /** run-time id */
  readonly node: string;
  /** id in the editor */
  readonly link: string;
  readonly name: string;
  /** id of the account node; '' where it has none */
  readonly account: string;
}

export interface SourceFacts extends NodeFacts {
  /** node type */
  readonly source: string;
  /** 0: polls on messages only */
  readonly everyMs: number;
  readonly streams: readonly { readonly key: string; readonly type: string }[];
  /** epoch ms of the start */
  readonly startedAt: number;
  /** epoch ms of the last poll that succeeded, or page that was sent; null: none since the start */
  readonly aliveAt: number | null;
  readonly state: CollectorState | undefined;
  /** why it can't run */
  readonly problem: { readonly code: string; readonly message: string } | undefined;
  /** by stream key; empty in a standby replica */
  readonly progress: ReadonlyMap<string, StreamFacts>;
}

export type StreamFacts = Pick<StreamProgress, 'waiting' | 'lagMs' | 'doneAt'>;

export interface KriFacts extends NodeFacts {
  readonly indicators: readonly { readonly slug: string; readonly thresholds: Thresholds }[];
}

export interface PolicyFacts extends NodeFacts {
  readonly checks: readonly string[];
}

export interface AccountFacts {
  readonly id: string;
  readonly name: string;
  readonly demo: boolean;
  /** another replica that works for it; undefined: none, or this one */
  readonly replica: string | undefined;
  /** undefined: there is no client yet */
  readonly client: ClientFacts | undefined;
}

export interface ClientFacts {
  readonly quota: readonly (QuotaRow & { readonly throttled: number })[];
  readonly requests: readonly { readonly ms: number }[];
  readonly errors: readonly { readonly at: string; readonly code: string; readonly message: string }[];
  readonly token: { readonly issuedAt: string; readonly renewAt: string } | null;
}

/** Statuses of checks that could be assessed. */
export const ASSESSED_STATUSES: ReadonlySet<FindingStatus> = new Set([
  'pass',
  'fail',
  'not_configured',
  'disabled',
  'scope_gap',
]);
