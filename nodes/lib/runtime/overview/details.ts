/** What the overview reads on demand: one calendar, one indicator, one finding. */
import type { FindingDetail, IndicatorHistory, RowCalendar } from '../../contracts/overview';
import { rowKey, tileKey } from '../../overview/history/account-history';
import { type Archive, detailOf, EMPTY_ARCHIVE } from '../../overview/history/archive';
import { buildCalendar } from '../../overview/model/collection';
import { buildFindingDetail } from '../../overview/model/posture';
import { buildIndicatorHistory } from '../../overview/model/risk';
import { withTimeout } from '../../util/async';
import { board } from '../recording/board';
import type { Recorder } from '../recording/shared-recorder';
import { toAccount } from './build-model';

/** ms; then the response has what is in memory */
const MAX_READ_MS = 3_000;

async function readArchive(recorder: Recorder | undefined): Promise<Archive> {
  if (recorder === undefined) return EMPTY_ARCHIVE;
  const reading = recorder
    .refresh()
    .then(() => recorder.readArchive())
    .catch(() => undefined);
  return (await withTimeout(reading, MAX_READ_MS)) ?? EMPTY_ARCHIVE;
}

/** @returns undefined when there is no such row */
export async function readCalendar(row: string): Promise<RowCalendar | undefined> {
  const [node = '', stream = ''] = splitId(row);
  const source = board.sources.get(node);
  if (source === undefined || !source.hasStream(stream)) return undefined;
  const { account } = source;
  const boardAccount = board.accounts.get(account);
  const archive = await readArchive(boardAccount?.recorder);
  const days = archive.rows.find(([id]) => id === rowKey(node, stream))?.[1] ?? [];
  const code = boardAccount === undefined ? null : toAccount(boardAccount).code;
  const asked = { account, code, stream, node, name: source.summary().name };
  return buildCalendar(row, asked, boardAccount?.recorder.history, days, Date.now());
}

/** @returns undefined when there is no such tile */
export async function readIndicator(tile: string): Promise<IndicatorHistory | undefined> {
  const [node = '', indicator = ''] = splitId(tile);
  const assessment = board.assessments.get(node);
  if (assessment?.indicators.some(({ slug }) => slug === indicator) !== true) return undefined;
  const recorder = board.recorderOf(assessment.account);
  const archive = await readArchive(recorder);
  const days = archive.indicators.find(([id]) => id === tileKey(node, indicator))?.[1] ?? [];
  return buildIndicatorHistory(tile, recorder?.history, days);
}

/** @returns undefined when there is no such finding, or no run yet */
export async function readFinding(node: string, check: string): Promise<FindingDetail | undefined> {
  const assessment = board.assessments.get(node);
  if (assessment?.checks.includes(check) !== true) return undefined;
  const recorder = board.recorderOf(assessment.account);
  const archive = await readArchive(recorder);
  const stored = recorder?.history?.posture(node)?.findings[check];
  const detail = detailOf(archive, node, check);
  if (stored === undefined || detail === undefined) return undefined;
  return buildFindingDetail({ ...assessment.facts(), checks: assessment.checks }, check, stored, detail);
}

/** Neither ids of nodes nor streams have spaces before the first one. */
function splitId(id: string): readonly [node: string, rest: string] {
  const at = id.indexOf(' ');
  return at === -1 ? [id, ''] : [id.slice(0, at), id.slice(at + 1)];
}
