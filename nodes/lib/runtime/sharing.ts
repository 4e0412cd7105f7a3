import { hash } from 'node:crypto';
import type { NodeAPI } from 'node-red';
import type { MimecastError } from '../api/errors';
import type { LeaseStore } from '../cluster/lease-store';
import type { Membership } from '../cluster/tenure';
import type { AccountSettings } from './account-settings';
import { findCluster } from './cluster-node';

/** An account's place in a cluster: what its nodes need in order to run in one replica at a time. */
export interface Share {
  readonly membership: Membership;
  /** fingerprint of the client id, never the id itself: it stands in keys */
  readonly account: string;
  readonly store: Pick<LeaseStore, 'read' | 'save'>;
}

/** Whether an account is shared; with a problem it must not be read at all: somebody else may be reading it. */
export interface Sharing {
  readonly share: Share | undefined;
  readonly problem: MimecastError | undefined;
}

export const ALONE: Sharing = { share: undefined, problem: undefined };

/** Quota and token belong to the client id (API 2.0), or to the access key (API 1.0). */
function clientFingerprint({ clientId, legacy, region }: AccountSettings): string {
  const id = region === 'demo' ? 'demo' : (legacy?.accessKey ?? clientId);
  return hash('sha256', JSON.stringify(['mimecast client', id])).slice(0, 24);
}

/** Call it in the constructor: config nodes that another one refers to are made before it. */
export function findSharing(RED: NodeAPI, settings: AccountSettings | undefined): Sharing {
  if (settings === undefined || settings.cluster === '') return ALONE;
  const { problem, cluster } = findCluster(RED, settings.cluster);
  if (cluster === undefined) return { share: undefined, problem };
  const account = clientFingerprint(settings);
  return {
    share: { membership: cluster.keeper.membership(account), account, store: cluster.store },
    problem: undefined,
  };
}
