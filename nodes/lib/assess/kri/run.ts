/** One run: each ticked indicator is read, judged, remembered and handed over before the next. */
import type { Override, Overrides, ThresholdRows } from '../../properties/kri';
import { SLUGS, type Slug } from '../../properties/kri-indicators';
import { type Answer, isRefused, type Refused } from '../../survey/answer';
import { missingOf, piecesOf, Tally } from './buckets';
import { bucketsOf, type History, lastMeasured, type Run, withBuckets, withRun, withValue } from './history';
import { factsOf, MEASURES } from './indicators';
import { judge, type Outcome } from './judge';
import type { CrossCheck, KriRecord, LogName, Measure, Query, Range, StateName, Value } from './types';

type Events = Extract<Measure, { kind: 'events' }>;
type OfState = Extract<Measure, { kind: 'state' }>;
type Take = (record: Value, time: number) => void;

export interface StateReading {
  readonly records: readonly Value[];
  /** what the API says that there are, where it does */
  readonly told?: number | undefined;
}

/** The eyes of a run; survey/ has them. All are bounded, and reject only when the run is over. */
export interface Readers {
  describe(what: LogName | StateName, override: Override | undefined): Pick<Query, 'endpoint' | 'filter'>;
  log(
    log: LogName,
    range: Range,
    override: Override | undefined,
    take: Take,
  ): Promise<Answer<{ readonly told?: number | undefined }>>;
  state(state: StateName, range: Range, override: Override | undefined): Promise<Answer<StateReading>>;
  /** undefined: it can't be had */
  stats(series: string, range: Range): Promise<number | undefined>;
  /** names of the account's packages; undefined: they can't be had */
  packages(): Promise<readonly string[] | undefined>;
}

export interface RunSettings {
  readonly indicators: readonly Slug[];
  readonly thresholds: ThresholdRows;
  readonly unlicensed: 'zero' | 'null';
  readonly overrides: Overrides;
  /** Only what failed is tried again: that is not the run that the schedule counts from. */
  readonly again?: boolean;
}

export interface RunParts {
  readonly readers: Readers;
  readonly runId: string;
  /** epoch ms */
  now(): number;
  /** calls so far */
  calls(): number;
  /** In order; the record is remembered when it resolves. */
  emit(record: KriRecord): void;
  save(history: History): Promise<void>;
}

export interface Finished {
  readonly history: History;
  readonly run: Run;
  /** ended with `error` or incomplete: worth another try before the next run */
  readonly failed: readonly Slug[];
}

/** @throws the signal's reason when the run is over; what saving throws */
export async function runKri(settings: RunSettings, before: History, parts: RunParts): Promise<Finished> {
  const { readers, runId } = parts;
  const startedAt = parts.now();
  const callsBefore = parts.calls();
  let history = before;
  let measured = 0;
  const failed: Slug[] = [];
  for (const slug of settings.indicators) {
    const facts = factsOf(slug);
    const to = parts.now();
    const window = { from: to - facts.windowHours * HOUR_MS, to };
    const look = { slug, window, override: settings.overrides[slug], history, readers };
    const measure = MEASURES[slug];
    const seen =
      measure.kind === 'events' ? await lookAtEvents(measure, look) : await lookAtState(measure, look);
    const record = judge(seen.outcome, {
      slug,
      facts,
      window,
      runId,
      thresholds: settings.thresholds[slug] ?? facts.thresholds,
      unlicensed: settings.unlicensed,
      previous: lastMeasured(history, slug),
    });
    history = withValue(seen.history, record);
    if (record.measured) measured += 1;
    if (record.state === 'error' || record.state === 'partial') failed.push(slug);
    await parts.save(history);
    parts.emit(record);
  }
  const run: Run = {
    runId,
    startedAt: new Date(startedAt).toISOString(),
    durationMs: parts.now() - startedAt,
    measured,
    unmeasured: settings.indicators.length - measured,
    skipped: SLUGS.length - settings.indicators.length,
    calls: parts.calls() - callsBefore,
  };
  history = withRun(history, run, settings.again !== true);
  await parts.save(history);
  return { history, run, failed };
}

const HOUR_MS = 60 * 60 * 1000;

interface Look {
  readonly slug: Slug;
  readonly window: Range;
  readonly override: Override | undefined;
  readonly history: History;
  readonly readers: Readers;
}

interface Seen {
  readonly outcome: Outcome;
  readonly history: History;
}

async function lookAtEvents(measure: Events, look: Look): Promise<Seen> {
  const { slug, window, override } = look;
  const query = queryOf(measure, measure.log, look);
  const countedAs = JSON.stringify([query.endpoint, query.filter, query.counted]);
  const pieces = piecesOf(window, bucketsOf(look.history, slug, countedAs));
  const tally = new Tally(pieces);
  const { refused, crossChecks } = await readMissing(measure, missingOf(pieces), tally, look);
  const history = withBuckets(look.history, slug, countedAs, tally.buckets(window.to));
  const { coverage } = tally;
  if (refused !== undefined && !(isQuota(refused) && coverage > 0)) {
    return { history, outcome: { ...refusal(refused, look), coverage, query } };
  }
  const counts = tally.counts();
  const missing = counts.denominator === 0 ? await unlicensed(measure, look) : undefined;
  if (missing !== undefined) return { history, outcome: { ...missing, coverage, query } };
  const comparable = coverage === 1 && override === undefined;
  const told = comparable ? await statistics(measure, counts.denominator ?? 0, look) : [];
  const all = [...crossChecks, ...told];
  const warning = refused === undefined ? differs(all) : refused.error.message;
  return { history, outcome: { kind: 'measured', counts, coverage, crossChecks: all, warning, query } };
}

interface ReadPart {
  /** what ended it early */
  readonly refused?: Refused;
  readonly crossChecks: readonly CrossCheck[];
}

/** Range by range; what was read before one is refused stays in the tally. */
async function readMissing(
  measure: Events,
  missing: readonly Range[],
  tally: Tally,
  { override, readers }: Look,
): Promise<ReadPart> {
  const crossChecks: CrossCheck[] = [];
  for (const range of missing) {
    const part = tally.open(range);
    let records = 0;
    const answer = await readers.log(measure.log, range, override, (record, time) => {
      records += 1;
      // What an override selects is what is meant: nothing is known of its fields.
      part.add(time, override === undefined ? measure.vote(record) : { counted: true }, measure.idOf(record));
    });
    if (isRefused(answer)) return { refused: answer, crossChecks };
    part.commit();
    const told = answer.kind === 'evidence' ? answer.value.told : undefined;
    if (told === undefined || told === records) continue;
    const { endpoint } = readers.describe(measure.log, override);
    crossChecks.push({ source: `${endpoint} totalCount`, told, counted: records });
  }
  return { crossChecks };
}

async function lookAtState(measure: OfState, look: Look): Promise<Seen> {
  const { window, override, readers, history } = look;
  const query = queryOf(measure, measure.state, look);
  const answer = await readers.state(measure.state, window, override);
  if (isRefused(answer)) return { history, outcome: { ...refusal(answer, look), coverage: 0, query } };
  const { records, told } = answer.kind === 'evidence' ? answer.value : { records: [], told: undefined };
  const counts = measure.measure(records, window);
  if (counts === undefined) {
    const warning = `the answer of ${query.endpoint} has nothing in it that could be counted`;
    return { history, outcome: { kind: 'unmeasured', state: 'error', warning, coverage: 0, query } };
  }
  const crossChecks =
    told === undefined || told === records.length
      ? []
      : [{ source: `${query.endpoint} totalCount`, told, counted: records.length }];
  const warning = differs(crossChecks);
  return { history, outcome: { kind: 'measured', counts, coverage: 1, crossChecks, warning, query } };
}

function queryOf(measure: Measure, what: LogName | StateName, { override, readers }: Look): Query {
  const overridden = override !== undefined && measure.kind === 'events';
  return {
    ...readers.describe(what, override),
    counted: overridden ? 'all records that the override selects' : measure.counted,
  };
}

/** A quota that is used up is no failure: what was read before counts, as a part. */
const isQuota = ({ error }: Refused): boolean => error.code === 'MIMECAST_RATE_LIMITED';

function refusal(
  refused: Refused,
  { slug, override }: Look,
): Omit<Extract<Outcome, { kind: 'unmeasured' }>, 'coverage' | 'query'> {
  const { module } = factsOf(slug);
  const { kind, error, asked } = refused;
  // The paths of modules say 403 or 404 alike where the module is not there (mimecast-api.md 12.2).
  const ofModule = module === 'DMARC Analyzer' || override !== undefined;
  if (module !== undefined && ofModule && (kind !== 'broken' || asked.httpStatus === 404)) {
    return unmeasured('not_licensed', `${shortName(module)} not licensed`);
  }
  if (kind === 'notLicensed') return unmeasured('not_licensed', error.message);
  if (kind === 'forbidden') return unmeasured('no_permission', error.message);
  if (kind === 'notReadable')
    return unmeasured('error', `this tenant does not have the path ${asked.endpoint}`);
  return unmeasured('error', error.message);
}

const unmeasured = (state: 'not_licensed' | 'no_permission' | 'error', warning: string) =>
  ({ kind: 'unmeasured', state, warning }) as const;

/** As people know them from elsewhere. */
const shortName = (module: string): string => (module === 'Internal Email Protect' ? 'IEP module' : module);

/** Nothing at all was found: is the product there? Where that can't be known, nothing is what there was. */
async function unlicensed(
  { license }: Events,
  { slug, override, readers }: Look,
): Promise<ReturnType<typeof unmeasured> | undefined> {
  if (license === undefined || override !== undefined) return undefined;
  const packages = await readers.packages();
  if (packages === undefined || packages.length === 0 || packages.some((name) => license.test(name)))
    return undefined;
  const { module } = factsOf(slug);
  const what = module === undefined ? 'the product behind it is' : `${shortName(module)}`;
  return unmeasured(
    'not_licensed',
    `${what} not licensed${module === undefined ? ': no package of the account has it' : ''}`,
  );
}

async function statistics(
  { stats }: Events,
  counted: number,
  { window, readers }: Look,
): Promise<readonly CrossCheck[]> {
  const told = stats === undefined ? undefined : await readers.stats(stats, window);
  return told === undefined || told === counted
    ? []
    : [{ source: `/threats/v1/stats/${stats}`, told, counted }];
}

function differs([first]: readonly CrossCheck[]): string | null {
  return first === undefined ? null : `${first.source} says ${first.told}, ${first.counted} were counted`;
}
