import assert from 'node:assert/strict';
import { EMPTY_BASELINE } from '../../../../nodes/lib/assessments/policy/baseline';
import { CHECK_TABLE, selectedChecks, sourcesOf } from '../../../../nodes/lib/assessments/policy/checks';
import { CONTROLS } from '../../../../nodes/lib/assessments/policy/controls';
import { evaluateCheck } from '../../../../nodes/lib/assessments/policy/evaluate-check';
import {
  buildFinding,
  buildSummary,
  detectDrift,
  updateBaseline,
} from '../../../../nodes/lib/assessments/policy/finding';
import { SOURCES } from '../../../../nodes/lib/assessments/policy/sources';
import type {
  Check,
  CheckContext,
  SourceResult,
  SourceResults,
} from '../../../../nodes/lib/assessments/policy/types';
import { policyCheckProperties } from '../../../../nodes/lib/properties/node/policy-check';
import {
  CHECKS,
  type CheckId,
  DEFAULT_TARGETS,
  STANDARD_CHECKS,
} from '../../../../nodes/lib/properties/values/policy-checks';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-22T00:00:00Z');
const requestInfo = {
  endpoint: '/path',
  httpStatus: 200,
  collectedAt: new Date(NOW).toISOString(),
  calls: 1,
};
const context: CheckContext = { targets: DEFAULT_TARGETS, now: NOW, credentialSince: NOW - 91 * DAY };

const evidence = (...records: readonly object[]): SourceResult => ({
  kind: 'evidence',
  records: records.map((record) => ({ ...record })),
  requestInfo,
});
const empty: SourceResult = { kind: 'empty', requestInfo };
const unavailable = (kind: 'forbidden' | 'notLicensed' | 'notReadable' | 'broken'): SourceResult => ({
  kind,
  reason: `it is ${kind}`,
  requestInfo,
});

function check(id: CheckId): Check {
  const result = CHECK_TABLE.find((one) => one.id === id);
  assert.ok(result);
  return result;
}
const evaluate = (id: CheckId, results: SourceResults) => evaluateCheck(check(id), results, context);

describe('A check', () => {
  for (const [kind, status] of [
    ['forbidden', 'no_permission'],
    ['notLicensed', 'not_licensed'],
    ['notReadable', 'not_readable'],
    ['broken', 'error'],
  ] as const) {
    it(`with ${kind} as its only source is ${status}, and says why`, () => {
      const result = evaluate('greylisting', { greylisting: unavailable(kind) });
      assert.equal(result.status, status);
      assert.equal(result.summary, `it is ${kind}`);
      assert.equal(result.evidence[0]?.sha256, null);
      assert.deepEqual(result.contents, []);
    });
  }

  it('uses the strongest source that can be read', () => {
    const result = evaluate('blocked_senders', {
      blockedSenders: unavailable('forbidden'),
      blockedSendersOlder: empty,
    });
    assert.equal(result.status, 'not_configured');
    assert.equal(result.evidence.length, 2);
  });

  it('ignores a failing source that a tenant need not have', () => {
    const result = evaluate('url_protection', {
      cloudIntegrated: unavailable('notLicensed'),
      account: evidence({ packages: ['URL Protection [1043]'] }),
      urlStats: unavailable('broken'),
      urlLog: evidence({ definition: 'Default URL', records: 3 }),
    });
    assert.equal(result.status, 'pass');
    assert.equal(result.evidence.at(-1)?.tier, 'inferred');
  });

  it('is an error when the policy itself could not be read, whatever weaker sources say', () => {
    const signs: SourceResults = {
      account: evidence({ packages: ['URL Protection [1043]'] }),
      urlLog: evidence({ definition: 'Default URL', records: 3 }),
    };
    assert.equal(
      evaluate('url_protection', { cloudIntegrated: unavailable('broken'), ...signs }).status,
      'error',
    );
    const unknown: SourceResults = {
      account: evidence({ packages: ['URL Protection [1043]'] }),
      urlLog: empty,
    };
    assert.equal(evaluate('url_protection', { urlStats: unavailable('broken'), ...unknown }).status, 'error');
  });

  it('judges what an unpublished path answers by its content', () => {
    const result = evaluate('content_examination', {
      unpublishedContent: evidence({ description: 'Cards', enabled: true }),
    });
    assert.equal(result.status, 'pass');
    assert.equal(result.evidence[0]?.tier, 'unpublished');
    assert.match(result.evidence[0]?.sha256 ?? '', /^[0-9a-f]{64}$/);
    const off = evidence({ description: 'Cards', enabled: false });
    assert.equal(evaluate('content_examination', { unpublishedContent: off }).status, 'disabled');
    assert.equal(evaluate('content_examination', { unpublishedContent: empty }).status, 'not_configured');
  });

  it('uses weaker evidence where an unpublished path answers in another form, and says why if there is none', () => {
    const unpublishedContent = evidence({ description: 'x' });
    const alone = evaluate('content_examination', { unpublishedContent });
    assert.equal(alone.status, 'not_readable');
    assert.match(alone.summary, /1 of 1 record do not say whether they are enabled.*the members description/);
    const dlpLog = evidence({ definition: 'Cards', records: 3 });
    assert.equal(evaluate('content_examination', { unpublishedContent, dlpLog }).status, 'pass');
  });

  it('of the archive passes only if neither source says otherwise', () => {
    const account = (maxRetention: number) => evidence({ archive: true, maxRetention });
    const settings = (retentionDays: number) => evidence({ archiveEnabled: true, retentionDays });
    const status = (results: SourceResults) => evaluate('archive_retention', results).status;
    assert.equal(status({ account: account(3650), unpublishedArchive: settings(3650) }), 'pass');
    assert.equal(status({ account: account(3650), unpublishedArchive: settings(30) }), 'fail');
    assert.equal(status({ account: account(30), unpublishedArchive: settings(3650) }), 'fail');
    assert.equal(status({ account: unavailable('forbidden'), unpublishedArchive: settings(3650) }), 'pass');
    assert.equal(
      status({ account: account(3650), unpublishedArchive: unavailable('notReadable') }),
      'pass',
      'the undocumented path is not needed',
    );
    assert.equal(status({ unpublishedArchive: evidence({ a: 1 }) }), 'not_readable');
  });

  it('trusts an empty list only if something else of the same product was read', () => {
    assert.equal(evaluate('anti_spoofing_bypass', { bypass: empty }).status, 'not_readable');
    assert.match(evaluate('permitted_urls', { managedUrls: empty }).summary, /may not see what there is/);
    const antiSpoofing = evidence({ description: 'Default' });
    assert.equal(evaluate('anti_spoofing_bypass', { bypass: empty, antiSpoofing }).status, 'pass');
    assert.equal(evaluate('permitted_urls', { managedUrls: empty, antiSpoofing }).status, 'pass');
  });

  it('that needs several sources does not pass when one of them was not read', () => {
    const managedSenders = evidence({ sender: 'ana@vendor.example', type: 'Permit' });
    const internalDomains = evidence({ domain: 'corp.example' });
    assert.equal(evaluate('permitted_senders', { managedSenders, internalDomains }).status, 'pass');
    assert.equal(
      evaluate('permitted_senders', { managedSenders, internalDomains: unavailable('forbidden') }).status,
      'no_permission',
    );
    const wide = evidence({ sender: 'gmail.com', type: 'Permit' });
    assert.equal(
      evaluate('permitted_senders', { managedSenders: wide, internalDomains: unavailable('forbidden') })
        .status,
      'fail',
    );
  });

  it('never infers absence from a log without events', () => {
    const result = evaluate('url_protection', {
      cloudIntegrated: unavailable('notLicensed'),
      account: evidence({ packages: ['URL Protection [1043]'] }),
      urlLog: empty,
    });
    assert.equal(result.status, 'not_readable');
  });

  it('is not licensed when the packages say so, whatever a log contains', () => {
    const result = evaluate('url_protection', {
      account: evidence({ packages: ['Email Continuity [1019]'] }),
      urlLog: evidence({ definition: 'Old', records: 1 }),
    });
    assert.equal(result.status, 'not_licensed');
  });

  it('has the same hash for the same content in another order with other ids', () => {
    const hashes = [
      [
        { id: 'eNo1', description: 'a' },
        { id: 'eNo2', description: 'b' },
      ],
      [
        { id: 'eNo3', description: 'b' },
        { id: 'eNo4', description: 'a' },
      ],
    ].map((records) => evaluate('greylisting', { greylisting: evidence(...records) }).evidence[0]?.sha256);
    assert.match(String(hashes[0]), /^[0-9a-f]{64}$/);
    assert.equal(hashes[0], hashes[1]);
  });

  it('of the secret fails when it is too old, and is not readable without one', () => {
    assert.equal(evaluate('credential_age', {}).status, 'fail');
    const young = evaluateCheck(check('credential_age'), {}, { ...context, credentialSince: NOW - 90 * DAY });
    assert.equal(young.status, 'pass');
    const none = evaluateCheck(check('credential_age'), {}, { ...context, credentialSince: undefined });
    assert.equal(none.status, 'not_readable');
  });
});

describe('The table of checks', () => {
  it('has a row, controls, and a way to read each source of every check', () => {
    assert.deepEqual(
      CHECK_TABLE.map(({ id }) => id),
      [...CHECKS],
    );
    for (const source of sourcesOf(CHECK_TABLE)) assert.equal(typeof SOURCES[source], 'function', source);
    for (const id of CHECKS) {
      for (const requirements of Object.values(CONTROLS[id])) assert.ok(requirements.length > 0, id);
    }
  });
});

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

describe('The selection of checks', () => {
  it('without any means the standard ones, as in flows of older versions', () => {
    assert.deepEqual(
      selectedChecks([]).map(({ id }) => id),
      [...STANDARD_CHECKS],
    );
    assert.equal(policyCheckProperties.checks.value, STANDARD_CHECKS.join(','));
    assert.deepEqual(
      selectedChecks(['connectors', 'greylisting']).map(({ id }) => id),
      ['greylisting', 'connectors'],
    );
  });
});

describe('Targets', () => {
  const parse = (raw: unknown) => policyCheckProperties.targets.parse(raw);
  it('keep their defaults unless set', () => {
    assert.deepEqual(parse(''), { ok: true, value: DEFAULT_TARGETS });
    const some = parse('{"minimumRetentionDays":"30","permittedBypasses":"a, b"}');
    assert.ok(some.ok);
    assert.deepEqual(
      [some.value.minimumRetentionDays, some.value.permittedBypasses, some.value.inferenceDays],
      [30, ['a', 'b'], 7],
    );
  });
  it('are rejected by name', () => {
    for (const [raw, key] of [
      ['[]', 'targets'],
      ['{', 'targets'],
      ['{"days":1}', 'targetName'],
      ['{"inferenceDays":"many"}', 'targetNumber'],
      [{ inferenceDays: -1 }, 'targetNumber'],
      [{ inferenceDays: 0 }, 'targetNumber'],
      [{ inferenceDays: 91 }, 'targetNumber'],
      [{ minimumRetentionDays: 1e12 }, 'targetNumber'],
      [{ auditWithinHours: true }, 'targetNumber'],
    ] as const) {
      const parsed = parse(raw);
      assert.ok(!parsed.ok && parsed.problem.key === key, String(raw));
    }
  });
});
