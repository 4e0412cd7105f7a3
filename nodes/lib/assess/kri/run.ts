/** One run: each ticked indicator is read, judged, remembered and handed over before the next. */
import type { Overrides, ThresholdRows } from '../../properties/kri';
import { SLUGS, type Slug } from '../../properties/kri-indicators';
import { type History, lastMeasured, type Run, withRun, withValue } from './history';
import { factsOf, MEASURES } from './indicators';
import { judge } from './judge';
import { lookAtEvents } from './look-at-events';
import { lookAtState } from './look-at-state';
import type { Readers } from './readers';
import type { KriRecord } from './types';

const HOUR_MS = 60 * 60 * 1000;

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
    const keep = (counted: History): Promise<void> => parts.save(counted);
    const look = { slug, window, override: settings.overrides[slug], history, readers, keep };
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
      previous: lastMeasured(history, slug, seen.outcome.kind === 'measured' ? seen.outcome.query : null),
    });
    history = withValue(seen.history, record);
    if (record.measured) measured += 1;
    if (seen.again) failed.push(slug);
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
  history = withRun(history, run, settings.again !== true, failed);
  await parts.save(history);
  return { history, run, failed };
}
