import { hash } from 'node:crypto';
import type { NodeAPI } from 'node-red';
import type { LeaseStore } from '../../cluster/lease-store';
import type { MimecastError } from '../../contracts/errors';
import type { ClusterMembership } from '../../contracts/lease';
import { findCluster } from '../cluster/cluster-node';
import type { AccountSettings } from './account-settings';
import type { DemoTenant } from './demo-tenant';

/** The cluster membership of an account: its nodes run in one replica at a time. */
export interface ClusterShare {
  readonly membership: ClusterMembership;
  /** Fingerprint of the client id, used in Redis keys; the id itself must not appear there. */
  readonly account: string;
  readonly store: Pick<LeaseStore, 'read' | 'save'>;
}

/**
 * The membership of an account. With a problem the account must not be read at all, since another replica may
 * read it.
 */
export interface MembershipResult {
  readonly share: ClusterShare | undefined;
  readonly problem: MimecastError | undefined;
}

export const NOT_CLUSTERED: MembershipResult = { share: undefined, problem: undefined };

/** Simulated tenants have no client id. */
function demoId({ scenario, number }: DemoTenant): string {
  if (scenario === 'healthy') return 'demo';
  return scenario === 'msp' ? `demo msp ${number}` : `demo ${scenario}`;
}

/** Mimecast assigns quota and token to the client id (API 2.0) or the access key (API 1.0). */
function clientFingerprint({ clientId, legacy, region, demoTenant }: AccountSettings): string {
  const id = region === 'demo' ? demoId(demoTenant) : (legacy?.accessKey ?? clientId);
  return hash('sha256', JSON.stringify(['mimecast client', id])).slice(0, 24);
}

/** Call it in the constructor: Node-RED creates the config nodes that another one refers to first. */
export function findMembership(RED: NodeAPI, settings: AccountSettings | undefined): MembershipResult {
  if (settings === undefined || settings.cluster === '') return NOT_CLUSTERED;
  const { problem, cluster } = findCluster(RED, settings.cluster);
  if (cluster === undefined) return { share: undefined, problem };
  const account = clientFingerprint(settings);
  return {
    share: { membership: cluster.leaseManager.membership(account), account, store: cluster.store },
    problem: undefined,
  };
}
