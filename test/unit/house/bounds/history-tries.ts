/** What the overview keeps of an account. */
import { AccountHistory, rowKey } from '../../../../nodes/lib/overview/history/account-history';
import {
  addDetails,
  EMPTY_ARCHIVE,
  parseArchive,
  serializeArchive,
} from '../../../../nodes/lib/overview/history/archive';
import { addGap, addRange, NO_COVERAGE } from '../../../../nodes/lib/overview/history/coverage';
import { HourCounts, hourOf } from '../../../../nodes/lib/overview/history/hour-counts';
import { toStoredDetail } from '../../../../nodes/lib/overview/history/stored-detail';
import { AccountRecorder } from '../../../../nodes/lib/runtime/recording/account-recorder';
import { SaveQueue } from '../../../../nodes/lib/runtime/recording/save-queue';
import { DAY_MS, HOUR_MS } from '../../../../nodes/lib/util/time';
import { finding, kriRecord } from '../../../doubles/assessment-samples';
import { MemoryCheckpointStore } from '../../../doubles/memory-checkpoint-store';
import { range, type Tries, text } from './limit-rows';

const NOW = Date.UTC(2026, 10, 20);
const iso = (ms: number): string => new Date(ms).toISOString();

const historyOf = (count: number, add: (history: AccountHistory, index: number) => void): AccountHistory => {
  const history = new AccountHistory();
  for (const index of range(count)) add(history, index);
  return history;
};

const keepsHours = (count: number): boolean => {
  const hours = new HourCounts();
  for (const index of range(count)) hours.add(hourOf(NOW) + index, 1);
  return hours.get(hourOf(NOW)) === 1;
};

const keepsChanges = (count: number): boolean => {
  const history = historyOf(count, (one, index) =>
    one.addRun('p', [finding({ status: index % 2 === 0 ? 'pass' : 'fail' })], iso(NOW + index * DAY_MS)),
  );
  return history.posture('p')?.findings['blocked_senders']?.changes.length === count;
};

const [NOTE] = finding().evidence;
const keepsNotes = (count: number): boolean =>
  NOTE !== undefined &&
  toStoredDetail(finding({ evidence: new Array(count).fill(NOTE) }), '').evidence.length === count;

const keepsExcerpt = (length: number): boolean => {
  if (NOTE === undefined) return false;
  const { evidence } = toStoredDetail(finding({ evidence: [{ ...NOTE, excerpt: text(length) }] }), '');
  return evidence[0]?.excerpt === text(length);
};

const driftOf = (differences: number, users: number) => {
  const added = range(differences).map((index) => ({ description: `Policy ${index}` }));
  const events = range(users).map((index) => ({ at: iso(NOW), user: `u${index}`, auditType: 'a', info: '' }));
  const drift = { since: iso(NOW), added, removed: [], changed: [], explainedBy: events };
  return toStoredDetail(finding({ drift }), iso(NOW)).drift;
};

const keepsEvidence = (count: number): boolean =>
  range(count).reduce(
    (archive, index) => addDetails(archive, `p${index}`, [finding()], iso(NOW)),
    EMPTY_ARCHIVE,
  ).details.length === count;

const countsChanges = async (count: number): Promise<boolean> => {
  const stores = { recent: new MemoryCheckpointStore(), archive: new MemoryCheckpointStore() };
  const log = { warn: () => undefined, debug: () => undefined };
  const recorder = new AccountRecorder(stores, log, new SaveQueue());
  for (let index = 0; index < count; index += 1) recorder.record((history) => history.addCalls(NOW, 1));
  const { calls } = await recorder.load();
  await recorder.close();
  return calls.get(hourOf(NOW)) === count;
};

export const historyTries: Tries = {
  'changes that wait until the history of an account is read': countsChanges,
  'id of a node and its stream, in a history': (length) => {
    const id = text(length);
    return historyOf(1, (history) => history.addRecords(id, NOW, 1)).row(id) !== undefined;
  },
  'hours of a history': keepsHours,
  'streams of an account': (count) =>
    historyOf(count, (history, index) => history.addRecords(rowKey(`n${index}`, 'a'), NOW, 1)).rows.size ===
    count,
  'ranges of a stream that were read': (count) =>
    range(count).reduce((all, index) => addRange(all, index * HOUR_MS, index * HOUR_MS), NO_COVERAGE).ranges
      .length === count,
  'gaps of a stream': (count) =>
    range(count)
      .map((index) => ({ from: iso(index), to: iso(index), reason: '', recoverable: false, at: iso(NOW) }))
      .reduce(addGap, NO_COVERAGE).gaps.length === count,
  'indicators of an account': (count) =>
    historyOf(count, (history, index) => history.addMeasurement(`k${index}`, kriRecord())).indicators.size ===
    count,
  'policy-check nodes of an account': (count) =>
    historyOf(count, (history, index) => history.addRun(`p${index}`, [finding()], iso(NOW))).posture('p0') !==
    undefined,
  'changes of the status of a check': keepsChanges,
  'findings of an account with their evidence': keepsEvidence,
  'notes of evidence of a finding': keepsNotes,
  'excerpt in a note of evidence': keepsExcerpt,
  'differences of a finding that are named': (count) => driftOf(count, 0)?.items.length === count,
  'events that explain a difference': (count) => driftOf(1, count)?.events?.length === count,
  'users who made a difference': (count) => driftOf(1, count)?.by.length === count,
  'file of a history': (length) =>
    AccountHistory.parse(new AccountHistory().serialize(NOW).padEnd(length)) !== undefined,
  'file of the days of a history': (length) =>
    parseArchive(serializeArchive(EMPTY_ARCHIVE).padEnd(length)) !== undefined,
};
