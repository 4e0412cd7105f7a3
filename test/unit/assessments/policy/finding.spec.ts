import assert from 'node:assert/strict';
import {
  buildFinding,
  buildSummary,
  detectDrift,
  updateBaseline,
} from '../../../../nodes/lib/assessments/policy/finding';
import { EMPTY_BASELINE } from '../../../../nodes/lib/assessments/policy/stored/baseline';
import type { SourceResult, SourceResults } from '../../../../nodes/lib/assessments/policy/types';
import type { CheckId } from '../../../../nodes/lib/properties/values/policy-checks';
import { DAY, empty, evaluate, evidence, NOW, unavailable } from './check-context';

describe('A run', () => {
  const finding = (id: CheckId, results: SourceResults, previous?: string) =>
    buildFinding(
      evaluate(id, results),
      previous === undefined ? undefined : { status: previous, contents: {} },
      undefined,
      'run-1',
    );

  it('is scored by the evaluated checks', () => {
    const findings = [
      finding('greylisting', { greylisting: empty }),
      finding(
        'anti_spoofing_bypass',
        { bypass: empty, antiSpoofing: evidence({ description: 'a' }) },
        'pass',
      ),
      finding('journaling', { journaling: unavailable('broken') }, 'pass'),
    ];
    const summary = buildSummary(findings, { runId: 'run-1', startedAt: NOW, endedAt: NOW + 5, calls: 3 });
    assert.equal(summary.score, 50);
    assert.deepEqual([summary.counts.not_configured, summary.counts.pass, summary.counts.error], [1, 1, 1]);
    assert.equal(summary.changed, 1, 'an error is no change');
    assert.match(
      summary.text,
      /^1 passed, 1 failed, 1 could not be assessed \(of 3\)\.\n- Unknown servers are greylisted: not configured/,
    );
  });

  it('has no score when nothing could be evaluated', () => {
    const findings = [finding('journaling', { journaling: unavailable('broken') })];
    assert.equal(buildSummary(findings, { runId: '', startedAt: 0, endedAt: 0, calls: 0 }).score, null);
  });

  it('keeps the content of a policy when the next read fails', () => {
    const at = new Date(NOW).toISOString();
    const list = evidence({ description: 'a' });
    const first = updateBaseline(EMPTY_BASELINE, [evaluate('greylisting', { greylisting: list })], {
      at,
      startedAt: NOW,
    });
    const second = updateBaseline(first, [evaluate('greylisting', { greylisting: unavailable('broken') })], {
      at: 'later',
      startedAt: NOW + DAY,
    });
    assert.deepEqual(second.checks['greylisting'], first.checks['greylisting']);
    assert.equal(second.lastRun, NOW + DAY);
  });
});

describe('A change of a check', () => {
  /** The checks of one node, run after run. */
  const changes = (
    ...runs: readonly SourceResult[]
  ): readonly (readonly [string, boolean, string | null])[] => {
    let baseline = EMPTY_BASELINE;
    return runs.map((greylisting, index) => {
      const one = evaluate('greylisting', { greylisting });
      const before = baseline.checks['greylisting'];
      const drift = detectDrift(one, before);
      const result = buildFinding(one, before, drift && { ...drift, explainedBy: null }, 'run');
      baseline = updateBaseline(baseline, [one], { at: new Date(NOW + index).toISOString(), startedAt: NOW });
      return [result.status, result.changed, result.previousStatus] as const;
    });
  };
  const pass = evidence({ description: 'All', from: { type: 'everyone' }, to: { type: 'everyone' } });

  it('is the first run, whatever its result, and then every difference', () => {
    assert.deepEqual(changes(pass, pass, empty, empty), [
      ['pass', true, null],
      ['pass', false, 'pass'],
      ['not_configured', true, 'pass'],
      ['not_configured', false, 'not_configured'],
    ]);
  });

  it('is not an error, the same error again, or the same status after one', () => {
    const broken = unavailable('broken');
    assert.deepEqual(changes(pass, broken, broken, pass, broken, empty), [
      ['pass', true, null],
      ['error', false, 'pass'],
      ['error', false, 'pass'],
      ['pass', false, 'pass'],
      ['error', false, 'pass'],
      ['not_configured', true, 'pass'],
    ]);
  });

  it('is the first result after errors only', () => {
    const broken = unavailable('broken');
    assert.deepEqual(changes(broken, broken, pass), [
      ['error', true, null],
      ['error', false, 'error'],
      ['pass', true, 'error'],
    ]);
  });

  it('is a difference within each source that was read, and not between two sources', () => {
    const sources = (member: string, body: string): SourceResults => ({
      cloudIntegrated: evidence({ policyName: 'Default', urlProtect: { enabled: true, action: member } }),
      unpublishedUrl: evidence({ description: body }),
    });
    const at = new Date(NOW).toISOString();
    const first = updateBaseline(EMPTY_BASELINE, [evaluate('url_protection', sources('block', 'a'))], {
      at,
      startedAt: NOW,
    });
    const known = first.checks['url_protection'];
    assert.deepEqual(Object.keys(known?.contents ?? {}), ['cloudIntegrated', 'unpublishedUrl']);
    const drift = detectDrift(evaluate('url_protection', sources('hold', 'b')), known);
    assert.deepEqual(
      [drift?.since, drift?.changed.map(({ name }) => name), drift?.added, drift?.removed],
      [at, ['urlProtect'], [{ description: 'b' }], [{ description: 'a' }]],
    );
    const older = evaluate('blocked_senders', { blockedSendersOlder: evidence({ description: 'a' }) });
    const newer = evaluate('blocked_senders', { blockedSenders: evidence({ description: 'b' }) });
    const read = updateBaseline(EMPTY_BASELINE, [older], { at, startedAt: NOW });
    assert.equal(detectDrift(newer, read.checks['blocked_senders']), undefined);
  });
});
