import assert from 'node:assert/strict';
import { selectedChecks } from '../../../../nodes/lib/assessments/policy/checks';
import { policyCheckProperties } from '../../../../nodes/lib/properties/node/assessments/policy-check';
import { DEFAULT_TARGETS, STANDARD_CHECKS } from '../../../../nodes/lib/properties/values/policy-checks';

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
