import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import type { CollectorState } from '../../../../nodes/lib/collector/status/state';
import { ERROR_CODES } from '../../../../nodes/lib/contracts/error-codes';
import { sourceStatus } from '../../../../nodes/lib/runtime/source/source-status';
import { AT, failure, HOUR, idle, polling, STATES } from './source-states';

const appearance = (state: CollectorState): string => {
  const { fill, shape, text } = sourceStatus(state, false);
  return `${fill} ${shape}: ${text}`;
};

describe('The status of a source', () => {
  let time: FakeTimers.Clock;
  beforeEach(() => {
    time = FakeTimers.install({ now: AT, toFake: ['Date'] });
  });
  afterEach(() => time.uninstall());

  for (const [name, state, expected] of STATES) {
    it(`${name}: ${expected}`, () => assert.equal(appearance(state), expected));
  }

  it('has a short text for every code except the configuration, which has its own reason', () => {
    for (const code of ERROR_CODES.filter((one) => one !== 'MIMECAST_CONFIG')) {
      const { text = '' } = sourceStatus(
        { kind: 'failed', failure: failure({ code, message: 'LONG' }) },
        false,
      );
      assert.doesNotMatch(text, /LONG/, code);
    }
  });

  it('is cut to 60 characters', () => {
    const long = 'a sentence that goes on and on, with a reason, a cure and an address, and does not end';
    const types = ['attachment protect', 'impersonation protect', 'internal email protect', 'url protect'];
    for (const state of [
      { kind: 'failed', failure: failure({ code: 'MIMECAST_CONFIG', message: long }) },
      idle({ failed: types, failure: failure() }),
    ] satisfies CollectorState[]) {
      for (const demo of [false, true]) {
        const { text = '' } = sourceStatus(state, demo);
        assert.ok(text.length <= 60 && text.endsWith('…'), text);
      }
    }
  });

  it('shows that the tenant is a simulated one, in every state', () => {
    for (const state of [
      idle(),
      { kind: 'starting' },
      { kind: 'failed', failure: failure() },
    ] satisfies CollectorState[])
      assert.match(String(sourceStatus(state, true).text), /^demo · /);
  });

  it('includes values for flows beside the text for people', () => {
    assert.deepEqual(sourceStatus(idle({ records: 5, lagMs: 61_400 }), false), {
      fill: 'green',
      shape: 'dot',
      text: '5 events · 10:15',
      records: 5,
      at: new Date(AT).toISOString(),
      lagSeconds: 61,
    });
    assert.deepEqual(sourceStatus(polling({ records: 5000, lagMs: 2 * HOUR, doneAt: AT }), false), {
      fill: 'blue',
      shape: 'dot',
      text: '2 h behind · 5 k · done 10:15',
      records: 5000,
      lagSeconds: 7200,
      doneAt: new Date(AT).toISOString(),
    });
    const rest = sourceStatus({ kind: 'resting', polledAt: AT, nextAt: AT + HOUR }, false);
    assert.deepEqual(
      [rest['at'], rest['nextAt']],
      [new Date(AT).toISOString(), new Date(AT + HOUR).toISOString()],
    );
    const failed = sourceStatus({ kind: 'failed', failure: failure() }, false);
    assert.deepEqual(
      [failed['code'], failed['reason'], failed['retryAt']],
      ['MIMECAST_UNAVAILABLE', 'no answer from api.services.mimecast.com', new Date(AT).toISOString()],
    );
    const quiet = sourceStatus(idle({ quietSince: AT - 25 * HOUR }), false);
    assert.equal(quiet['quietSince'], new Date(AT - 25 * HOUR).toISOString());
    const some = sourceStatus(idle({ failed: ['av'], failure: failure({ retryAt: undefined }) }), false);
    assert.deepEqual([some['code'], 'retryAt' in some], ['MIMECAST_UNAVAILABLE', false]);
  });
});
