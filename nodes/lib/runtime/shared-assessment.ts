import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { LeasedWork, type LeaseEvent, type Work } from '../cluster/leased-work';
import type { PositionBackend } from '../shipping/position-file';
import { reportMessage } from '../shipping/reports';
import type { Account } from './account-node';
import { type Folder, positionsOf, sharedPlace } from './position-store';
import { sourceStatus } from './source-status';
import type { Status, StatusLine } from './status-line';

/** What an assessment has of its node, wherever it runs. */
export interface AssessmentDesk {
  readonly backend: PositionBackend;
  /** [a finding or a value, a report] */
  send(messages: readonly [NodeMessage | null, NodeMessage | null]): void;
  show(status: Status): void;
}

export interface Assessment extends Work {
  /** Resolves when a run that began afterwards is over. */
  ask(): Promise<void>;
}

export interface AssessmentNode {
  readonly RED: NodeAPI;
  readonly node: Node;
  readonly line: StatusLine;
  readonly account: Account;
  /** its property */
  readonly store: string;
  readonly folder: Folder;
  /** of its reports */
  readonly log: string;
}

/** An assessment as its node drives it, and what can be seen of it. */
export interface RunningAssessment<W extends Assessment> extends Assessment {
  /** What runs here now; undefined: it runs elsewhere. */
  readonly work: W | undefined;
  /** What it remembers, wherever it runs; only where it does not run here. */
  saved(): Promise<string | undefined>;
}

/** Runs here, or where the lease of the account is. @param make called for each time that it runs here */
export function runAssessment<W extends Assessment>(
  parts: AssessmentNode,
  make: (desk: AssessmentDesk) => W,
): RunningAssessment<W> {
  const { RED, node, line, account, store, folder } = parts;
  const send = (messages: readonly [NodeMessage | null, NodeMessage | null]): void =>
    node.send([...messages]);
  const show = (status: Status): void => line.show(status);
  const { share } = account;
  if (share === undefined) {
    const work = make({ backend: positionsOf(RED, node, store, folder), send, show });
    return {
      work,
      start: () => work.start(),
      ask: () => work.ask(),
      close: () => work.close(),
      saved: () => Promise.resolve(undefined),
    };
  }
  const place = sharedPlace(RED, node, share, folder);
  const leased: LeasedWork<W> = new LeasedWork(
    share.membership,
    (tenure) =>
      make({
        backend: place.in(tenure),
        send: (messages) => {
          tenure.check();
          send(messages);
        },
        show: (status) => {
          if (leased.isCurrent(tenure)) show(status);
        },
      }),
    (event) => tell(event, parts),
    (signal) => place.offer(signal),
  );
  return {
    get work() {
      return leased.work;
    },
    start: () => {
      show(standby(parts));
      leased.start();
    },
    // Whoever asks where it does not run is content: it runs when it is due where it does.
    ask: () => leased.work?.ask() ?? Promise.resolve(),
    close: () => leased.close(() => place.keepCopy()),
    saved: () => place.saved(),
  };
}

function standby({ account }: AssessmentNode, holder?: string | null, trouble?: string | null): Status {
  const state = { kind: 'standby', holder: holder ?? undefined, trouble: trouble ?? undefined } as const;
  return sourceStatus(state, account.demo);
}

function tell(event: LeaseEvent, parts: AssessmentNode): void {
  const { node, line, log } = parts;
  if (event.kind === 'standby') line.show(standby(parts, event.holder, event.trouble));
  else if (event.kind === 'released') line.show(standby(parts));
  node.send([null, reportMessage({ log, type: '' }, event, Date.now())]);
}
