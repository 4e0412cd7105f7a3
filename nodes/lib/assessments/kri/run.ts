/** One run: each selected indicator is measured, stored and emitted before the next. */

import type { Overrides, ThresholdRows } from '../../properties/node/assessments/kri';
import { type Definition, SLUGS, type Slug } from '../../properties/values/kri-indicators';
import { HOUR_MS } from '../../util/time';
import { buildKriRecord } from './build-record';
import { addRun, addValue, type History, lastMeasured, type Run } from './history';
import { factsOf, measureOf } from './indicators';
import type { MeasureRequest, MeasureResult } from './measure';
import { measureEvents } from './measure-events';
import { measureState } from './measure-state';
import { withReadability } from './members/readability';
import type { KriDataSource, KriRecord, Measure } from './types';

export interface RunSettings {
  readonly indicators: readonly Slug[];
  readonly thresholds: ThresholdRows;
  /** default: `strict` */
  readonly definition?: Definition;
  readonly unlicensed: 'zero' | 'null';
  readonly overrides: Overrides;
  /** A retry of failed indicators only; the schedule does not count it as a run. */
  readonly retryOnly?: boolean;
}

export interface RunDeps {
  readonly dataSource: KriDataSource;
  readonly runId: string;
  /** epoch ms */
  now(): number;
  /** API calls so far */
  calls(): number;
  /** Called in order, after the record was stored. */
  emit(record: KriRecord): void;
  save(history: History): Promise<void>;
}

export interface RunResult {
  readonly history: History;
  readonly run: Run;
  /** indicators that ended with `error` or incomplete, to be retried before the next run */
  readonly failed: readonly Slug[];
}

/** @throws the signal's reason when the run is cancelled; errors of `save` */
export async function runKri(
  settings: RunSettings,
  initialHistory: History,
  deps: RunDeps,
): Promise<RunResult> {
  const { dataSource, runId } = deps;
  const startedAt = deps.now();
  const callsBefore = deps.calls();
  let history = initialHistory;
  let measured = 0;
  let hasReadRecords = false;
  const { definition = 'strict' } = settings;
  const failed: Slug[] = [];
  for (const slug of settings.indicators) {
    const facts = factsOf(slug, definition);
    const to = deps.now();
    const window = { from: to - facts.windowHours * HOUR_MS, to };
    const saveProgress = (counted: History): Promise<void> => deps.save(counted);
    const override = settings.overrides[slug];
    const request: MeasureRequest = { slug, window, override, history, dataSource, saveProgress };
    const measure = measureOf(slug, definition);
    const result = await measureOne(measure, request, hasReadRecords);
    // Our own sources say nothing about this application.
    if (slug !== 'mimecast_collection_lag_minutes') hasReadRecords = hasReadRecords || result.recordsRead > 0;
    const record = buildKriRecord(result.outcome, {
      slug,
      facts,
      window,
      runId,
      definition: override === undefined ? definition : null,
      thresholds: settings.thresholds[slug] ?? facts.thresholds,
      unlicensed: settings.unlicensed,
      previous: lastMeasured(history, slug, result.outcome.kind === 'measured' ? result.outcome.query : null),
    });
    history = addValue(result.history, record);
    if (record.measured) measured += 1;
    if (result.retryable) failed.push(slug);
    await deps.save(history);
    deps.emit(record);
  }
  const run: Run = {
    runId,
    startedAt: new Date(startedAt).toISOString(),
    durationMs: deps.now() - startedAt,
    measured,
    unmeasured: settings.indicators.length - measured,
    skipped: SLUGS.length - settings.indicators.length,
    calls: deps.calls() - callsBefore,
  };
  history = addRun(history, run, settings.retryOnly !== true, failed);
  await deps.save(history);
  return { history, run, failed };
}

async function measureOne(
  measure: Measure,
  request: MeasureRequest,
  hasReadRecords: boolean,
): Promise<MeasureResult> {
  const result =
    measure.kind === 'events' ? await measureEvents(measure, request) : await measureState(measure, request);
  const { override, dataSource } = request;
  return override === undefined ? withReadability(result, { measure, dataSource, hasReadRecords }) : result;
}
