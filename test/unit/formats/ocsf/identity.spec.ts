/** How facts of users and groups become attributes, without the logs that they come from. */
import assert from 'node:assert/strict';
import { render } from './render-event';

const AUDIT = { kind: 'account', activity: 'password-reset', actor: 'ana@corp.example' } as const;

describe('A log-on in OCSF', () => {
  const LOGON = { kind: 'logon', activity: 'logon', user: 'ana@corp.example' } as const;

  for (const [authFactor, id, caption, isTotp] of [
    ['TOTP', 7, 'OTP', true],
    ['SMS', 1, 'SMS', undefined],
    ['Email', 8, 'Email', undefined],
    ['WebAuthn', 10, 'WebAuthn', undefined],
    ['pigeon', 99, 'pigeon', undefined],
  ] as const) {
    it(`has the second factor ${authFactor}`, () => {
      const event = render({ ...LOGON, authFactor });
      const [factor] = event.auth_factors;
      assert.deepEqual([factor.factor_type_id, factor.factor_type, factor.is_totp], [id, caption, isTotp]);
    });
  }

  for (const [authMethod, id, rest] of [
    ['SAML', 5, undefined],
    ['SP-initiated SAML', 5, 'SP-initiated SAML'],
    ['OAuth', 6, 'OAuth'],
    ['Cloud', undefined, 'Cloud'],
  ] as const) {
    it(`has the method ${authMethod}`, () => {
      const event = render({ ...LOGON, authMethod });
      assert.deepEqual([event.auth_protocol_id, event.unmapped?.authMethod], [id, rest]);
    });
  }

  it('says whether there was a second factor only where the record does', () => {
    assert.equal(render(LOGON).is_mfa, undefined);
    assert.equal(render({ ...LOGON, multiFactor: false }).is_mfa, false);
    assert.equal(render({ ...LOGON, multiFactor: true }).is_mfa, true);
  });

  it('names the user, and the administrator who acts for the user', () => {
    const own = render({ ...LOGON, actor: LOGON.user, actorName: 'Ana Doe' });
    assert.deepEqual([own.user.full_name, own.actor], ['Ana Doe', undefined]);
    const other = render({ ...LOGON, userName: 'Ana Doe', actor: 'bo@corp.example', actorName: 'Bo' });
    assert.deepEqual([other.user.full_name, other.actor.user.full_name], ['Ana Doe', 'Bo']);
  });

  it('is observable by user and source', () => {
    const event = render({ ...LOGON, sourceIp: '192.0.2.1', actor: 'support' });
    assert.deepEqual(
      event.observables.map((one: { name: string; value: string }) => [one.name, one.value]),
      [
        ['src_endpoint.ip', '192.0.2.1'],
        ['user.email_addr', 'ana@corp.example'],
        ['actor.user.name', 'support'],
      ],
    );
  });
});

describe('An account in OCSF', () => {
  it('is Account Change in 1.8 and User Management in 1.9', () => {
    const old = render({ ...AUDIT, user: 'bo@corp.example' });
    assert.deepEqual([old.type_uid, old.type_name], [300_104, 'Account Change: Password Reset']);
    const event = render({ ...AUDIT, user: 'bo@corp.example' }, '1.9.0');
    assert.deepEqual([event.type_uid, event.type_name], [300_709, 'User Management: Password Reset']);
    assert.equal(event.metadata.version, '1.9.0');
    assert.deepEqual([event.user.name, event.actor.user.name], ['bo@corp.example', 'ana@corp.example']);
  });

  for (const [activity, id] of [
    ['create', 1],
    ['update', 2],
    ['delete', 3],
    ['enable', 4],
    ['disable', 5],
    ['lock', 6],
    ['unlock', 7],
    ['password-change', 8],
    ['mfa-enable', 12],
    ['mfa-disable', 13],
    ['attach', 16],
    ['detach', 17],
    ['other', 99],
  ] as const) {
    it(`has the activity ${activity} of 1.9`, () => {
      assert.equal(render({ ...AUDIT, activity, user: 'bo@corp.example' }, '1.9.0').activity_id, id);
    });
  }

  it('has a second factor that was enabled or disabled', () => {
    for (const [activity, id, name] of [
      ['mfa-enable', 10, 'MFA Factor Enable'],
      ['mfa-disable', 11, 'MFA Factor Disable'],
    ] as const) {
      const event = render({ ...AUDIT, activity, user: 'bo@corp.example' });
      assert.deepEqual([event.class_uid, event.activity_id, event.activity_name], [3001, id, name]);
    }
  });

  it('is the member of a group: one in 1.8, a list in 1.9', () => {
    const facts = { ...AUDIT, kind: 'group', group: 'VIP', user: 'bo@corp.example' } as const;
    const old = render(facts);
    assert.deepEqual([old.user.name, old.users], ['bo@corp.example', undefined]);
    const event = render(facts, '1.9.0');
    assert.deepEqual([event.user, event.users[0].name], [undefined, 'bo@corp.example']);
  });
});
