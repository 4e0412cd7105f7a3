import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { LeasedWorker, type Task } from '../../cluster/leased-worker';
import { createReport } from '../../collector/reports/reports';
import type { CheckpointStore } from '../../contracts/checkpoint-store';
import type { LeaseEvent } from '../../contracts/lease';
import type { Account } from '../account/account';
import type { NodeStatusThrottle, Status } from '../node-red/node-status';
import { sendReport } from '../node-red/send-report';
import { sourceStatus } from '../source/source-status';
import { createCheckpointStore, createSharedStore, type StateFolder } from '../storage/checkpoint-stores';

/** What an assessment uses of its node, in whichever replica it runs. */
export interface AssessmentOutput {
  readonly store: CheckpointStore;
  /** [a finding or a value, a report] */
  send(messages: readonly [NodeMessage | null, NodeMessage | null]): void;
  show(status: Status): void;
}

export interface Assessment extends Task {
  /** Resolves when a run that began after the call is complete. */
  requestRun(): Promise<void>;
}

export interface AssessmentContext {
  readonly RED: NodeAPI;
  readonly node: Node;
  readonly nodeStatus: NodeStatusThrottle;
  readonly account: Account;
  /** the node property `store` */
  readonly store: string;
  readonly folder: StateFolder;
  /** log name in its reports */
  readonly log: string;
}

/** An assessment as its node uses it. */
export interface RunningAssessment<W extends Assessment> extends Assessment {
  /** The assessment while it runs here; undefined: it runs in another replica. */
  readonly task: W | undefined;
  /** The saved state, for when the assessment does not run here. */
  readSaved(): Promise<string | undefined>;
}

/**
 * Runs the assessment here, or in the replica that holds the lease of the account.
 * @param create called each time it starts here
 */
export function runAssessment<W extends Assessment>(
  context: AssessmentContext,
  create: (output: AssessmentOutput) => W,
): RunningAssessment<W> {
  const { RED, node, nodeStatus, account, store, folder } = context;
  const send = (messages: readonly [NodeMessage | null, NodeMessage | null]): void =>
    node.send([...messages]);
  const show = (status: Status): void => nodeStatus.set(status);
  const { share } = account;
  if (share === undefined) {
    const task = create({ store: createCheckpointStore(RED, node, store, folder), send, show });
    return {
      task,
      start: () => task.start(),
      requestRun: () => task.requestRun(),
      close: () => task.close(),
      readSaved: () => Promise.resolve(undefined),
    };
  }
  const sharedStore = createSharedStore(RED, node, share, folder);
  const leased: LeasedWorker<W> = new LeasedWorker(
    share.membership,
    (lease) =>
      create({
        store: sharedStore.forLease(lease),
        send: (messages) => {
          lease.assertHeld();
          send(messages);
        },
        show: (status) => {
          if (leased.isCurrent(lease)) show(status);
        },
      }),
    (event) => reportLeaseEvent(event, context),
    (signal) => sharedStore.publishLocalState(signal),
  );
  return {
    get task() {
      return leased.task;
    },
    start: () => {
      show(standbyStatus(context));
      leased.start();
    },
    // A request in a standby replica succeeds at once: the run happens on schedule in the replica that holds
    // the lease.
    requestRun: () => leased.task?.requestRun() ?? Promise.resolve(),
    close: () => leased.close(() => sharedStore.saveLocalCopy()),
    readSaved: () => sharedStore.readSaved(),
  };
}

function standbyStatus(
  { account }: AssessmentContext,
  holder?: string | null,
  message?: string | null,
): Status {
  const state = { kind: 'standby', holder: holder ?? undefined, trouble: message ?? undefined } as const;
  return sourceStatus(state, account.demo);
}

function reportLeaseEvent(event: LeaseEvent, context: AssessmentContext): void {
  const { node, nodeStatus, log } = context;
  if (event.kind === 'standby') nodeStatus.set(standbyStatus(context, event.holder, event.trouble));
  else if (event.kind === 'released') nodeStatus.set(standbyStatus(context));
  sendReport(node, createReport({ log, type: '' }, event, Date.now()));
}
