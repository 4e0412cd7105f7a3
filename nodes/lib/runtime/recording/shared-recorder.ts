import type { NodeAPI } from 'node-red';
import { LeasedWorker } from '../../cluster/leased-worker';
import { AccountHistory } from '../../overview/history/account-history';
import { type Archive, EMPTY_ARCHIVE, parseArchive } from '../../overview/history/archive';
import { withTimeout } from '../../util/async';
import { MINUTE_MS } from '../../util/time';
import type { AccountNode } from '../account/account-node';
import { onFlowsStarted } from '../node-red/flows-started';
import { createSharedStore, createStateFile } from '../storage/checkpoint-stores';
import { AccountRecorder, CLOSE_TIMEOUT_MS, type RecorderLog } from './account-recorder';

/** The history of an account, in whichever replica it is kept. */
export interface Recorder extends Pick<AccountRecorder, 'record' | 'recordFindings' | 'readArchive'> {
  /** undefined: not read yet */
  readonly history: AccountHistory | undefined;
  /** Another replica keeps it, or none; undefined: this one. */
  readonly replica: string | undefined;
  /** Reads what is not in memory. Rejects when the store can't be read. */
  refresh(): Promise<unknown>;
  /** Saves, within seconds. Never rejects. */
  close(): Promise<void>;
}

/** What another replica saved is read again after this time. */
const MAX_SAVED_AGE_MS = MINUTE_MS;

export function createRecorder(RED: NodeAPI, node: AccountNode, log: RecorderLog): Recorder {
  return node.account.share === undefined ? createLocal(RED, node, log) : createShared(RED, node, log);
}

const closeInTime = (closing: Promise<unknown>): Promise<void> =>
  withTimeout(
    closing.catch(() => undefined),
    CLOSE_TIMEOUT_MS,
  ).then(() => undefined);

function createLocal(RED: NodeAPI, node: AccountNode, log: RecorderLog): Recorder {
  const recorder = new AccountRecorder(
    {
      recent: createStateFile(RED, node, 'overview'),
      archive: createStateFile(RED, node, 'overview-days'),
    },
    log,
  );
  return {
    get history() {
      return recorder.history;
    },
    replica: undefined,
    record: (change) => recorder.record(change),
    recordFindings: (...run) => recorder.recordFindings(...run),
    readArchive: () => recorder.readArchive(),
    refresh: () => recorder.load(),
    close: () => closeInTime(recorder.close()),
  };
}

function createShared(RED: NodeAPI, node: AccountNode, log: RecorderLog): Recorder {
  const { share } = node.account;
  if (share === undefined) return createLocal(RED, node, log);
  const recent = createSharedStore(RED, node, share, 'overview');
  const archive = createSharedStore(RED, node, share, 'overview-days');
  const worker = new LeasedWorker(
    share.membership,
    (lease) => new AccountRecorder({ recent: recent.forLease(lease), archive: archive.forLease(lease) }, log),
    () => undefined,
    async (signal) => {
      await recent.publishLocalState(signal);
      await archive.publishLocalState(signal);
    },
  );
  // Not before the nodes exist: the account must not be leased by its history alone.
  const cancelStart = onFlowsStarted(RED, () => worker.start());
  let saved: { readonly history: AccountHistory | undefined; readonly readAt: number } | undefined;
  const readSaved = async (): Promise<void> => {
    if (saved !== undefined && performance.now() - saved.readAt < MAX_SAVED_AGE_MS) return;
    const text = await recent.readSaved();
    saved = {
      history: text === undefined ? undefined : AccountHistory.parse(text),
      readAt: performance.now(),
    };
  };
  const saveCopies = async (): Promise<void> => {
    await recent.saveLocalCopy();
    await archive.saveLocalCopy();
  };
  return {
    get history() {
      return worker.task === undefined ? saved?.history : worker.task.history;
    },
    get replica() {
      return worker.task === undefined ? (worker.holder ?? '') : undefined;
    },
    // A standby replica reads nothing, so it has nothing to record.
    record: (change) => worker.task?.record(change),
    recordFindings: (...run) => worker.task?.recordFindings(...run),
    readArchive: async (): Promise<Archive> => {
      if (worker.task !== undefined) return worker.task.readArchive();
      const text = await archive.readSaved();
      return (text === undefined ? undefined : parseArchive(text)) ?? EMPTY_ARCHIVE;
    },
    refresh: () => worker.task?.load() ?? readSaved(),
    close: () => {
      cancelStart();
      return closeInTime(worker.close(saveCopies));
    },
  };
}
