import assert from 'node:assert/strict';
import { classifyReceipt } from '../../../../nodes/lib/assessments/kri/classify-records';
import { EMPTY_HISTORY, type History } from '../../../../nodes/lib/assessments/kri/history';
import { MEASURES } from '../../../../nodes/lib/assessments/kri/indicators';
import type { MeasureRequest } from '../../../../nodes/lib/assessments/kri/measure';
import { measureState } from '../../../../nodes/lib/assessments/kri/measure-state';
import type {
  Classification,
  KriDataSource,
  LogReadResult,
  StateMeasure,
} from '../../../../nodes/lib/assessments/kri/types';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import type { Unavailable } from '../../../../nodes/lib/contracts/evidence';
import { EMPTY_SOURCE, HOUR, requestInfo } from './kri-run';

const NOW = Date.UTC(2026, 10, 22, 10);

describe('A receipt', () => {
  const of = (dmarc: unknown, direction: unknown = 'Inbound') =>
    classifyReceipt({ direction, spamProcessingDetail: { dmarc } });

  it('is aligned by its DMARC check, in any spelling', () => {
    assert.deepEqual(of({ allow: true, info: 'ALLOW' }), { counted: true, sampled: false });
    assert.deepEqual(of({ allow: false, info: 'DMARC=fail' }), { counted: false, sampled: true });
    assert.ok(of({ allow: 'true' }).counted);
    const text = "{'dmarc': {'allow': False, 'info': 'x'}}";
    assert.deepEqual(classifyReceipt({ direction: 'inbound', spamProcessingDetail: text }), {
      counted: false,
      sampled: true,
    });
  });

  it('is not aligned because the policy let it through', () => {
    for (const info of ['DMARC_FAIL', 'dmarc_fail', 'Failed', 'DMARC=fail; p=none', 'softfail', 'DENY']) {
      for (const allow of [true, 'true', false, undefined]) {
        assert.deepEqual(of({ allow, info }), { counted: false, sampled: true }, `${info}, ${allow}`);
      }
    }
    for (const info of ['ALLOW', 'allow', 'DMARC_PASS', 'DMARC=pass; p=reject', 'aligned']) {
      for (const allow of [true, 'True', undefined]) assert.ok(of({ allow, info }).counted, info);
      assert.ok(!of({ allow: false, info }).counted, 'it was not let through');
    }
    for (const info of ['', null, 'x', undefined]) {
      assert.ok(of({ allow: true, info }).counted);
      assert.ok(!of({ allow: 'false', info }).counted);
    }
  });

  it('is excluded from the share when it was not checked, or was not received from outside', () => {
    for (const dmarc of [
      undefined,
      null,
      {},
      { allow: 'perhaps' },
      { allow: true, info: 'NONE' },
      { allow: true, info: 'Unknown' },
    ]) {
      assert.deepEqual(of(dmarc), {
        counted: false,
        excluded: true,
        details: ['notChecked'],
      } satisfies Classification);
    }
    for (const direction of ['Outbound', 'internal', null]) {
      assert.deepEqual(of({ allow: true }, direction), {
        counted: false,
        excluded: true,
      } satisfies Classification);
    }
  });
});

describe('Alignment without DMARC Analyzer', () => {
  const slug = 'mimecast_auth_alignment_pct';
  const measure: StateMeasure = (() => {
    const found = MEASURES[slug];
    return found.kind === 'state' ? found : assert.fail();
  })();
  // No run begins on the hour.
  const now = NOW + 0.6 * HOUR;
  const window = { from: now - 7 * 24 * HOUR, to: now };
  const missing: Unavailable = {
    kind: 'notLicensed',
    error: new MimecastError('MIMECAST_NOT_LICENSED', 'no', { status: 404 }),
    requestInfo: { ...requestInfo, httpStatus: 404 },
  };
  const passing = { direction: 'Inbound', spamProcessingDetail: { dmarc: { allow: true } } };
  const receipts: KriDataSource = {
    ...EMPTY_SOURCE,
    readSnapshot: async () => missing,
    oldestAvailable: () => NOW - 6 * 24 * HOUR,
    readLog: async (_log, { from, to }, _override, take) => {
      for (let at = from; at < to; at += HOUR) take(passing, at);
      return { kind: 'evidence', value: {}, requestInfo };
    },
  };
  const keep = async (): Promise<void> => undefined;
  const measureRequest: MeasureRequest = {
    slug,
    window,
    override: undefined,
    history: EMPTY_HISTORY,
    dataSource: receipts,
    saveProgress: keep,
  };

  it('fills its week from run to run, without retries in between', async () => {
    const first = await measureState(measure, measureRequest);
    assert.equal(first.outcome.kind, 'measured');
    assert.deepEqual([Math.round(first.outcome.coverage * 7), first.retryable], [6, false]);
    const later = now + 24 * HOUR;
    const second = await measureState(measure, {
      ...measureRequest,
      window: { from: later - 7 * 24 * HOUR, to: later },
      history: first.history,
      dataSource: { ...receipts, oldestAvailable: () => NOW - 5 * 24 * HOUR },
    });
    assert.deepEqual([second.outcome.coverage, second.retryable], [1, false]);
    assert.match(second.outcome.warning ?? '', /^DMARC Analyzer not licensed: counted from the receipts/);
    // The rest of its first hour cannot be read any more, so the week begins with all of that hour.
    assert.equal(second.outcome.window?.from, NOW - 6 * 24 * HOUR);
  });

  it('keeps each counted day, even if the next one fails', async () => {
    const error = new MimecastError('MIMECAST_UNAVAILABLE', 'not reachable', { transient: true });
    const saved: History[] = [];
    let days = 0;
    const log: KriDataSource['readLog'] = async (...asking) => {
      days += 1;
      return days < 3 ? receipts.readLog(...asking) : { kind: 'broken', error, requestInfo };
    };
    const dataSource: KriDataSource = { ...receipts, readLog: log };
    const save = async (history: History): Promise<void> => {
      saved.push(history);
    };
    await measureState(measure, { ...measureRequest, dataSource, saveProgress: save });
    const hours = saved.map(({ indicators }) => indicators[slug]?.buckets.length ?? 0);
    // The newest range is the rest of a day, here less than an hour.
    assert.deepEqual(hours, [0, 24]);
  });

  it('counts the days before the newest hours, when these could not be read', async () => {
    const error = new MimecastError('MIMECAST_UNAVAILABLE', 'not reachable', { transient: true });
    const log: KriDataSource['readLog'] = async (name, range, ...more) => {
      const end = Math.max(range.from, Math.min(range.to, now - HOUR));
      const response = await receipts.readLog(name, range, ...more);
      const short: LogReadResult = range.to > end ? { truncated: { until: end, error } } : {};
      return response.kind === 'evidence' ? { ...response, value: short } : response;
    };
    const { outcome, retryable: repeated } = await measureState(measure, {
      ...measureRequest,
      dataSource: { ...receipts, readLog: log },
    });
    assert.ok(outcome.kind === 'measured' && repeated);
    // 143 of 168.6 hours: six days are available, and the last whole hour ended 0.6 hours ago.
    assert.ok(outcome.coverage > 0.84 && outcome.coverage < 0.86, String(outcome.coverage));
    assert.match(outcome.warning ?? '', /the newest events could not be read: not reachable/);
    const none: KriDataSource = { ...receipts, oldestAvailable: () => NOW, readLog: log };
    const young = await measureState(measure, { ...measureRequest, dataSource: none });
    assert.deepEqual(
      [young.outcome.kind === 'unmeasured' && young.outcome.state, young.outcome.coverage, young.retryable],
      ['error', 0, true],
    );
  });

  it('is partial when the response has no time, unless it was requested by name', async () => {
    const state: KriDataSource['readSnapshot'] = async () => ({
      kind: 'evidence',
      value: { records: [{ passPct: 97 }] },
      requestInfo,
    });
    const dataSource: KriDataSource = { ...EMPTY_SOURCE, readSnapshot: state };
    const { outcome } = await measureState(measure, { ...measureRequest, dataSource });
    assert.deepEqual(
      [outcome.window, outcome.warning],
      [null, '/dmarc.statistics does not report the time that its numbers cover'],
    );
    const override = { path: '/api/v2/x', filter: {} };
    const named = await measureState(measure, { ...measureRequest, dataSource, override });
    assert.deepEqual([named.outcome.window, named.outcome.warning], [undefined, null]);
  });

  it('also comes from the receipts when the response is unreadable', async () => {
    const state: KriDataSource['readSnapshot'] = async () => ({
      kind: 'evidence',
      value: { records: [{ hello: 1 }] },
      requestInfo,
    });
    const { outcome } = await measureState(measure, {
      ...measureRequest,
      dataSource: { ...receipts, readSnapshot: state },
    });
    assert.equal(outcome.kind, 'measured');
    assert.match(outcome.warning ?? '', /contains nothing that can be counted: counted from the receipts/);
  });

  it('is retried, and is not zero, when the receipts cannot be read for now', async () => {
    const error = new MimecastError('MIMECAST_UNAVAILABLE', 'not reachable', { transient: true });
    const log: KriDataSource['readLog'] = async () => ({ kind: 'broken', error, requestInfo });
    const { outcome, retryable: repeated } = await measureState(measure, {
      ...measureRequest,
      dataSource: { ...receipts, readLog: log },
    });
    assert.deepEqual([outcome.kind === 'unmeasured' && outcome.state, repeated], ['error', true]);
    assert.match(outcome.warning ?? '', /DMARC Analyzer not licensed.*not reachable/);
  });

  it('requests no receipts while DMARC Analyzer has a temporary failure, or where a path is configured', async () => {
    const error = new MimecastError('MIMECAST_UNAVAILABLE', 'not reachable', { transient: true });
    const broken: KriDataSource = {
      ...EMPTY_SOURCE,
      readSnapshot: async () => ({ kind: 'broken', error, requestInfo: { ...requestInfo, httpStatus: 503 } }),
    };
    const down = await measureState(measure, { ...measureRequest, dataSource: broken });
    assert.deepEqual(
      [down.outcome.kind === 'unmeasured' && down.outcome.state, down.retryable],
      ['error', true],
    );
    const override = { path: '/api/v2/x', filter: {} };
    const other = await measureState(measure, {
      ...measureRequest,
      override,
      dataSource: { ...EMPTY_SOURCE, readSnapshot: async () => missing },
    });
    assert.deepEqual(other.outcome.warning, 'DMARC Analyzer not licensed');
  });
});
