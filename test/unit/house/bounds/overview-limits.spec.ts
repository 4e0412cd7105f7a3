import { toName, toReason } from '../../../../nodes/lib/overview/text';
import { readModel } from '../../../../nodes/lib/runtime/overview/build-model';
import { EventHub } from '../../../../nodes/lib/runtime/overview/event-hub';
import { registerOverview } from '../../../../nodes/lib/runtime/overview/routes';
import {
  Board,
  type BoardAssessment,
  type BoardSource,
  board,
} from '../../../../nodes/lib/runtime/recording/board';
import { FakeAdmin } from './fake-admin';
import { historyTries } from './history-tries';
import { describeLimits, range, text } from './limit-rows';
import { reportTries } from './report-tries';

const NODE = { node: 'n', link: 'n', name: '', account: 'none' };
const THRESHOLDS = { warn: 1, critical: 2 };

function sourceOf(streams: number): BoardSource {
  const facts: BoardSource['facts'] = () => ({
    ...{ ...NODE, source: 'mimecast-audit', everyMs: 0, startedAt: 0, aliveAt: null },
    streams: range(streams).map((index) => ({ key: `s${index}`, type: 'audit' })),
    ...{ state: undefined, problem: undefined, progress: new Map() },
  });
  return { id: 'n', account: 'none', hasStream: () => true, facts, summary: facts };
}
const assessment = (part: Partial<BoardAssessment>): BoardAssessment => ({
  ...{ id: 'n', account: 'none', indicators: [], checks: [], facts: () => NODE },
  ...part,
});

const showsAllStreams = async (count: number): Promise<boolean> => {
  board.sources.set('n', sourceOf(count));
  const { collection } = await readModel({ part: 'collection', at: undefined });
  board.sources.clear();
  return collection?.rows.length === count && collection.omitted === 0;
};

const showsAllIndicators = async (count: number): Promise<boolean> => {
  const indicators = range(count).map((index) => ({ slug: `i${index}`, thresholds: THRESHOLDS }));
  board.assessments.set('n', assessment({ indicators }));
  const { risk } = await readModel({ part: 'risk', at: undefined });
  board.assessments.clear();
  return risk?.tiles.length === count && risk.omitted === 0;
};

const showsAllPolicyChecks = async (count: number): Promise<boolean> => {
  for (const index of range(count))
    board.assessments.set(`${index}`, assessment({ checks: ['greylisting'] }));
  const { posture } = await readModel({ part: 'posture', at: undefined });
  board.assessments.clear();
  return posture?.accounts.length === count && posture.omitted === 0;
};

const client = (onEvent: (event: string) => void = () => undefined) => ({
  writableLength: 0,
  writeHead: () => undefined,
  write: (event: string) => {
    if (event.startsWith('event: change')) onEvent(event);
  },
  end: () => undefined,
  destroy: () => onEvent('destroyed'),
  destroyed: false,
  on: () => undefined,
});
const hubOn = (one: Board): EventHub =>
  new EventHub({
    board: one,
    times: { intervalMs: 1, heartbeatMs: 60_000, reloadMs: 1 },
    onStop: () => () => undefined,
  });

/** What an open page gets after a change. */
async function eventAfter(change: (one: Board) => void, waitingBytes = 0): Promise<string> {
  const one = new Board();
  const hub = hubOn(one);
  const event = await new Promise<string>((resolve) => {
    const page = client(resolve);
    hub.add(page);
    page.writableLength = waitingBytes;
    change(one);
  });
  hub.close();
  return event;
}

const opensPages = (count: number): boolean => {
  const hub = hubOn(new Board());
  const accepted = range(count).map(() => hub.add(client()));
  hub.close();
  return accepted.every((one) => one);
};

const admin = new FakeAdmin(registerOverview);
const DATA = 'GET /mimecast/overview/data';
const EVIDENCE = 'GET /mimecast/overview/evidence/:node/:check';
/** A well-formed request for something that is not there. */
const isRead = async (...request: Parameters<FakeAdmin['statusOf']>): Promise<boolean> =>
  (await admin.statusOf(...request)) === 404;

describeLimits('Overview, report and metrics', {
  'streams in the overview': showsAllStreams,
  'indicators in the overview': showsAllIndicators,
  'policy-check nodes in the overview': showsAllPolicyChecks,
  'name in the overview': (length) => toName(text(length)) === text(length),
  'reason in the overview': (length) => toReason(text(length)) === text(length),
  'id of a row or tile in a query': (length) =>
    isRead(DATA, { query: { part: 'calendar', row: text(length) } }),
  'id of a node in a path': (length) => isRead(EVIDENCE, { params: { node: text(length), check: 'c' } }),
  'name of a check in a path': (length) => isRead(EVIDENCE, { params: { node: 'n', check: text(length) } }),
  'open pages': opensPages,
  'nodes in one event for an open page': async (count) => {
    const event = await eventAfter((one) => {
      for (const index of range(count)) one.notify({ kind: 'source', node: `${index}`, account: 'none' });
    });
    return !event.includes('"reload":true');
  },
  'bytes that wait for an open page': async (bytes) =>
    (await eventAfter((one) => one.notify({ kind: 'nodes' }), bytes)) !== 'destroyed',
  ...historyTries,
  ...reportTries,
});
