import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { LeasedWork, type LeaseEvent, type Work } from '../../cluster/leased-worker';
import type { PositionBackend } from '../../collector/checkpoint/file-checkpoint-store';
import { reportMessage } from '../../collector/reports/reports';
import type { Account } from '../account/account-node';
import { type Folder, positionsOf, sharedPlace } from '../storage/checkpoint-stores';
import { sourceStatus } from '../source/source-status';
import type { Status, StatusLine } from '../node-red/node-status';

/** What an assessment uses of its node, in whichever replica it runs. */
export interface AssessmentDesk {
  readonly backend: PositionBackend;
  /** [a finding or a value, a report] */
  send(messages: readonly [NodeMessage | null, NodeMessage | null]): void;
  show(status: Status): void;
}

export interface Assessment extends Work {
  /** Resolves when a run that began after the call is complete. */
  ask(): Promise<void>;
}

export interface AssessmentNode {
  readonly RED: NodeAPI;
  readonly node: Node;
  readonly line: StatusLine;
  readonly account: Account;
  /** the node property `store` */
  readonly store: string;
  readonly folder: Folder;
  /** log name in its reports */
  readonly log: string;
}

/** An assessment as its node uses it. */
export interface RunningAssessment<W extends Assessment> extends Assessment {
  /** The assessment while it runs here; undefined: it runs in another replica. */
  readonly work: W | undefined;
  /** The saved state, for when the assessment does not run here. */
  saved(): Promise<string | undefined>;
}

/**
 * Runs the assessment here, or in the replica that holds the lease of the account.
 * @param create called each time it starts here
 */
export function runAssessment<W extends Assessment>(
  parts: AssessmentNode,
  create: (desk: AssessmentDesk) => W,
): RunningAssessment<W> {
  const { RED, node, line: nodeStatus, account, store, folder } = parts;
  const send = (messages: readonly [NodeMessage | null, NodeMessage | null]): void =>
    node.send([...messages]);
  const show = (status: Status): void => nodeStatus.show(status);
  const { share } = account;
  if (share === undefined) {
    const work = create({ backend: positionsOf(RED, node, store, folder), send, show });
    return {
      work,
      start: () => work.start(),
      ask: () => work.ask(),
      close: () => work.close(),
      saved: () => Promise.resolve(undefined),
    };
  }
  const sharedStore = sharedPlace(RED, node, share, folder);
  const leased: LeasedWork<W> = new LeasedWork(
    share.membership,
    (lease) =>
      create({
        backend: sharedStore.in(lease),
        send: (messages) => {
          lease.check();
          send(messages);
        },
        show: (status) => {
          if (leased.isCurrent(lease)) show(status);
        },
      }),
    (event) => reportLeaseEvent(event, parts),
    (signal) => sharedStore.offer(signal),
  );
  return {
    get work() {
      return leased.work;
    },
    start: () => {
      show(standbyStatus(parts));
      leased.start();
    },
    // A request in a standby replica succeeds at once: the run happens on schedule in the replica that holds
    // the lease.
    ask: () => leased.work?.ask() ?? Promise.resolve(),
    close: () => leased.close(() => sharedStore.keepCopy()),
    saved: () => sharedStore.saved(),
  };
}

function standbyStatus({ account }: AssessmentNode, holder?: string | null, message?: string | null): Status {
  const state = { kind: 'standby', holder: holder ?? undefined, trouble: message ?? undefined } as const;
  return sourceStatus(state, account.demo);
}

function reportLeaseEvent(event: LeaseEvent, parts: AssessmentNode): void {
  const { node, line: nodeStatus, log } = parts;
  if (event.kind === 'standby') nodeStatus.show(standbyStatus(parts, event.holder, event.trouble));
  else if (event.kind === 'released') nodeStatus.show(standbyStatus(parts));
  node.send([null, reportMessage({ log, type: '' }, event, Date.now())]);
}
