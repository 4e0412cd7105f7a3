import assert from 'node:assert/strict';
import {
  connectorsWork,
  directorySync,
  knownHosts,
  knownRoles,
} from '../../../../nodes/lib/assessments/policy/rules/tenant';
import type { Rule } from '../../../../nodes/lib/assessments/policy/types';
import type { JsonObject } from '../../../../nodes/lib/contracts/json';
import type { Targets } from '../../../../nodes/lib/properties/values/policy-checks';
import { contextWith, NOW } from './check-context';

const statusBy =
  (rule: Rule, targets: Partial<Targets> = {}) =>
  (...records: readonly JsonObject[]) =>
    rule(records, contextWith(targets))?.status;

describe('Directory synchronisation', () => {
  const status = statusBy(directorySync);
  const ran = (hoursAgo: number, more: JsonObject = {}): JsonObject => ({
    description: 'AD',
    enabled: true,
    lastSyncDateTime: new Date(NOW - hoursAgo * 3_600_000).toISOString(),
    ...more,
  });

  it('passes when each enabled directory ran in time without an error', () => {
    assert.equal(status(ran(1), ran(24, { status: 'success' })), 'pass');
    assert.equal(status(ran(1), { enabled: false }), 'pass');
  });
  it('fails when one is late or reports an error', () => {
    assert.equal(status(ran(1), ran(25)), 'fail');
    assert.equal(status(ran(1, { status: 'Authentication failed' })), 'fail');
    assert.equal(statusBy(directorySync, { syncWithinHours: 48 })(ran(25)), 'pass');
  });
  it('is not configured, disabled, or not readable', () => {
    assert.equal(status(), 'not_configured');
    assert.equal(status({ enabled: 'false' }), 'disabled');
    assert.equal(status({ enabled: true }), 'not_readable', 'nothing says when it ran');
    assert.equal(status(ran(1), { description: 'x' }), 'not_readable');
  });
});

describe('Connectors', () => {
  const status = statusBy(connectorsWork);
  it('pass when all are connected', () => assert.equal(status({ name: 'a', status: 'Connected' }), 'pass'));
  it('fail when one is not', () => {
    for (const bad of ['disconnected', 'Not connected', 'inactive', 'consent_required', 'token expired'])
      assert.equal(status({ name: 'a', status: 'connected' }, { name: 'b', status: bad }), 'fail', bad);
  });
  it('are not judged when one does not say so', () => {
    assert.equal(status({ name: 'a', status: 'connected' }, { name: 'b' }), 'not_readable');
    assert.equal(status({ name: 'a', status: 'odd' }), 'not_readable');
    assert.equal(status(), 'not_configured');
  });
});

describe('Administrator roles', () => {
  const roles = [{ roleName: 'Full Administrator' }, { roleName: 'Shadow' }];
  it('are judged only by a target', () => {
    assert.equal(statusBy(knownRoles)(...roles), 'not_readable');
    assert.equal(
      statusBy(knownRoles, { permittedRoles: ['full administrator', 'shadow'] })(...roles),
      'pass',
    );
    assert.equal(statusBy(knownRoles, { permittedRoles: ['Full Administrator'] })(...roles), 'fail');
  });
  it('never pass as an empty list, or in another form', () => {
    const status = statusBy(knownRoles, { permittedRoles: ['x'] });
    assert.equal(status(), 'not_readable');
    assert.equal(status({ name: 'x' }), 'not_readable');
  });
});

describe('Hosts of delivery routes', () => {
  const routes = [{ hostname: 'mx.corp.example' }, { hostname: 'MX.corp.example' }];
  it('are those of the target, if there is one', () => {
    assert.equal(statusBy(knownHosts)(...routes), 'pass');
    assert.equal(statusBy(knownHosts, { deliveryHosts: ['mx.Corp.example'] })(...routes), 'pass');
    assert.equal(statusBy(knownHosts, { deliveryHosts: ['other.example'] })(...routes), 'fail');
  });
  it('never pass without a host', () => {
    assert.equal(statusBy(knownHosts)(), 'not_configured');
    assert.equal(statusBy(knownHosts)(...routes, { port: 25 }), 'not_readable');
  });
});
