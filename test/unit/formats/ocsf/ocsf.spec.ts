import assert from 'node:assert/strict';
import { createFormatter, runSync } from '../../../../nodes/lib/formats/format';
import { SAMPLES, type Sample } from '../samples';
import { COLLECTED, ID, metadataOfSample, objectOf, optionsOf } from '../support/format-sample';
import { EXPECTED_EVENTS } from './expected-event';
import { ocsfProblems } from './validate';

const sample = (name: string, changes: object = {}): Sample => {
  const found = SAMPLES[name];
  assert.ok(found !== undefined, name);
  return { ...found, record: { ...found.record, ...changes } };
};
const ocsf = (of: Sample, given: object = {}) => objectOf(of, { format: 'ocsf', given });

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((found, step) => {
    const member = Object(found)[step.replace('[]', '')];
    return step.endsWith('[]') ? Object(member)[0] : member;
  }, value);
}

describe('OCSF 1.8.0', () => {
  for (const [name, of] of Object.entries(SAMPLES)) {
    it(`${name} is valid by the schema`, () => {
      assert.deepEqual(ocsfProblems(ocsf(of)), []);
    });
  }

  describe('fills the values of a record', () => {
    for (const [name, { uid, activity, attributes, unmapped = [] }] of Object.entries(EXPECTED_EVENTS)) {
      it(`${name}: class ${uid}`, () => {
        const event = ocsf(sample(name));
        assert.equal(event['class_uid'], uid);
        assert.equal(event['activity_id'], activity);
        const missing = attributes.filter((path) => at(event, path) === undefined);
        assert.deepEqual(missing, []);
        const others = Object.keys(Object(event['unmapped'])).filter((member) => !unmapped.includes(member));
        assert.deepEqual(others, [], 'members without a home');
      });
    }
  });

  it('has a table of expected values for every kind of record', () => {
    assert.deepEqual(Object.keys(EXPECTED_EVENTS).sort(), Object.keys(SAMPLES).sort());
  });

  it('joins the stages of a message by message_trace_uid', () => {
    for (const name of ['siem-receipt', 'siem-process', 'siem-delivery', 'siem-journal']) {
      assert.equal(ocsf(sample(name))['message_trace_uid'], 'a1_1763633000', name);
    }
  });

  it('gives a finding one identity over all runs, and closes it when it passes', () => {
    const run = (changes: object, id: string) => {
      const of = sample('finding', changes);
      const message = { payload: of.record, mimecast: metadataOfSample(of, id) };
      const formatter = createFormatter({ format: 'ocsf', options: optionsOf(), pseudonymKey: '' });
      return Object(runSync(formatter(message)).payload);
    };
    const runs = [
      run({ status: 'fail', previousStatus: null }, 'run-1'),
      run({ status: 'fail', previousStatus: 'fail', changed: false }, 'run-2'),
      run({ status: 'pass', previousStatus: 'fail' }, 'run-3'),
      run({ status: 'pass', previousStatus: 'pass', changed: false }, 'run-4'),
      run({ status: 'no_permission', previousStatus: 'pass' }, 'run-5'),
    ];
    assert.equal(new Set(runs.map((one) => one.finding_info.uid)).size, 1);
    assert.equal(new Set(runs.map((one) => one.metadata.uid)).size, 5);
    assert.deepEqual(
      runs.map((one) => [one.activity_id, one.status_id]),
      [
        [1, 1],
        [2, 1],
        [3, 4],
        [2, 4],
        [2, 1],
      ],
    );
    // a check that could not be evaluated meets no criteria, and fails none
    assert.equal(runs[4].compliance.assessments, undefined);
  });

  it('joins the events of a message, and identifies a record by its id', () => {
    for (const name of ['siem-receipt', 'siem-process', 'siem-delivery', 'siem-av', 'siem-url-protect']) {
      const event = ocsf(sample(name));
      assert.equal(at(event, 'metadata.correlation_uid'), 'a1_1763633000', name);
      assert.equal(at(event, 'metadata.uid'), ID, name);
    }
  });

  it('keeps the envelope separate from the header', () => {
    const event = ocsf(sample('siem-receipt'));
    assert.equal(event['from'], 'bob@vendor.example');
    assert.equal(at(event, 'email.from'), 'sales@vendor.example');
  });

  for (const [word, disposition, action, status] of [
    ['Acc', 1, 1, 1],
    ['Rej', 25, 2, 2],
    ['Hld', 3, 2, 2],
    ['Bnc', 25, 2, 2],
    ['Sdbx', 4, 3, 0],
    ['Rty', 14, 3, 0],
    ['Ign', 16, 3, 0],
    ['Xyz', undefined, undefined, 0],
  ] as const) {
    it(`reads the action ${word}`, () => {
      const event = ocsf(sample('siem-receipt', { action: word, subtype: word }));
      assert.deepEqual(
        [event['disposition_id'], event['action_id'], event['status_id']],
        [disposition, action, status],
      );
      assert.deepEqual(ocsfProblems(event), []);
    });
  }

  it("uses the profile's words for held and released", () => {
    assert.equal(ocsf(sample('held-held'))['disposition_id'], 3);
    assert.equal(ocsf(sample('held-releases'))['disposition_id'], 9);
    assert.equal(ocsf(sample('held-releases', { status: 'rejected' }))['disposition_id'], 25);
  });

  it('makes a Base Event of an email without any address', () => {
    for (const from of ['<>', null, '', 'nobody', 'jürgen@corp.example']) {
      const event = ocsf(sample('siem-journal', { senderEnvelope: from, recipients: null }));
      assert.equal(event['class_uid'], 0);
      assert.equal(event['type_uid'], 99);
      assert.deepEqual(ocsfProblems(event), []);
    }
  });

  it('keeps an address that the schema rejects in unmapped', () => {
    const event = ocsf(sample('siem-journal', { recipients: 'jürgen@corp.example' }));
    assert.equal(at(event, 'email.to'), undefined);
    assert.deepEqual(at(event, 'unmapped.recipients'), ['jürgen@corp.example']);
  });

  it('has no API Activity without an actor and a source', () => {
    for (const change of [{ user: '' }, { user: '<>' }, { eventInfo: 'Remote IP is null' }]) {
      assert.equal(ocsf(sample('audit-download', change))['class_uid'], 3004);
    }
  });

  it('uses another class for a log-on without a user', () => {
    const event = ocsf(sample('audit-logon', { user: '', eventInfo: 'Successful authentication' }));
    assert.equal(event['class_uid'], 3004);
    assert.deepEqual(ocsfProblems(event), []);
  });

  for (const [type, category, info, uid, activity] of [
    ['Logon Requires Challenge', 'authentication_logs', 'Challenge', 3002, 99],
    ['User Logged Off', 'authentication_logs', 'Bye', 3002, 2],
    ['Mimecast Support Login', 'mimecast_access_logs', 'Support access by user<Sam Support>', 3002, 1],
    ['User Settings', 'user_account_and_role_logs', 'Created user for x@corp.example', 3001, 1],
    ['User Settings', 'user_account_and_role_logs', 'User disabled: bo@corp.example', 3001, 5],
    ['User Settings', 'user_account_and_role_logs', 'Account unlocked for bo@corp.example', 3001, 12],
    ['User Settings', 'user_account_and_role_logs', 'Password was reset for bo@corp.example', 3001, 4],
    ['Role Assignment', 'user_account_and_role_logs', 'Role "Admin" assigned to bo@corp.example', 3001, 7],
    ['User Settings', 'user_account_and_role_logs', 'Something else for bo@corp.example', 3001, 99],
    ['User Deleted', 'user_account_and_role_logs', 'Deleted users bo@a.example, cy@a.example', 3004, 4],
    ['User Password Changed', 'user_account_and_role_logs', 'Password changed', 3001, 3],
    ['Folder Log Entry', 'profile_group_logs', 'Deleted Folder "VIP"', 3006, 5],
    ['Folder Log Entry', 'profile_group_logs', 'Added member bo@corp.example to Folder "VIP"', 3006, 3],
    ['Folder Log Entry', 'profile_group_logs', 'Removed user bo@corp.example from Folder "VIP"', 3006, 4],
    ['Folder Log Entry', 'profile_group_logs', 'Renamed Folder "VIP" to "V.I.P."', 3006, 99],
    ['New Policy', 'policy_logs', 'Policy "x"', 3004, 1],
    ['Policy Deleted', 'policy_logs', 'Policy "x"', 3004, 4],
    ['Page Data Exports', 'account_logs', 'Export, IP: 203.0.113.1', 6003, 2],
    ['Remediation Incident Adjustment', 'account_logs', 'IP: 203.0.113.1', 6003, 3],
    ['Custom Report Definition Created', 'reporting_logs', 'IP: 203.0.113.1', 3004, 1],
    ['Search Action', 'case_review_logs', 'search criteria : {"a":"b"}, Remote IP is 203.0.113.1', 6003, 2],
    ['Something Nobody Knows', 'brand_new_logs', '', 3004, 99],
  ] as const) {
    it(`audit: ${type}, ${info}`, () => {
      const event = ocsf(sample('audit-logon', { auditType: type, category, eventInfo: info }));
      assert.deepEqual([event['class_uid'], event['activity_id']], [uid, activity]);
      assert.deepEqual(ocsfProblems(event), []);
    });
  }

  for (const [status, id] of [
    ['pass', 1],
    ['fail', 3],
    ['not_configured', 3],
    ['disabled', 3],
    ['scope_gap', 3],
    ['not_licensed', 2],
    ['no_permission', 2],
    ['not_readable', 2],
    ['error', 2],
  ] as const) {
    it(`rates a finding with the status ${status}`, () => {
      const event = ocsf(sample('finding', { status }));
      assert.equal(at(event, 'compliance.status_id'), id);
      assert.equal(at(event, 'compliance.status_code'), status);
      assert.deepEqual(ocsfProblems(event), []);
    });
  }

  it('rates an indicator that was not measured as neither good nor bad, and not as zero', () => {
    const event = ocsf(
      sample('kri', { value: null, measured: false, state: 'not_licensed', rag: 'unknown' }),
    );
    assert.equal(at(event, 'compliance.status_id'), 0);
    assert.equal(event['message'], 'Messages in the hold queue: not measured (not_licensed)');
    const zero = ocsf(sample('kri', { value: 0, measured: false, state: 'not_licensed', rag: 'unknown' }));
    assert.equal(zero['message'], event['message']);
    assert.deepEqual(ocsfProblems(ocsf(sample('kri', { state: 'removed' }))), []);
    assert.equal(ocsf(sample('kri', { state: 'removed' }))['activity_id'], 3);
  });

  it('makes a Base Event with all values of a run summary', () => {
    for (const log of ['finding', 'kri']) {
      const event = ocsf({ log, type: 'summary', record: { runId: 'run-1', counts: { pass: 3 } } });
      assert.equal(event['class_uid'], 0);
      assert.deepEqual(event['unmapped'], { runId: 'run-1', counts: { pass: 3 } });
    }
  });

  it('reads controls in any of their shapes', () => {
    for (const controls of [{ 'CIS v8': '9.3' }, [{ standard: 'CIS v8', id: '9.3' }]]) {
      const event = ocsf(sample('finding', { controls }));
      assert.deepEqual(at(event, 'compliance.standards'), ['CIS v8']);
      assert.deepEqual(at(event, 'compliance.requirements'), ['9.3']);
    }
    assert.deepEqual(at(ocsf(sample('finding', { controls: ['9.3'] })), 'compliance.requirements'), ['9.3']);
    assert.equal(at(ocsf(sample('finding', { controls: null })), 'compliance.standards'), undefined);
  });

  it('has the raw record when configured, and the time of collection where there is no other', () => {
    const raw = sample('siem-journal', { timestamp: null });
    const event = ocsf(raw, { raw: true });
    assert.deepEqual(JSON.parse(String(event['raw_data'])), raw.record);
    assert.equal(event['time'], COLLECTED);
    assert.equal(ocsf(raw)['raw_data'], undefined);
  });

  it('uses levels and names of the options', () => {
    const given = {
      levels: { 'siem/journal': 'critical' },
      vendor: 'Us',
      product: 'Ours',
      fields: { tenant: 'emea' },
    };
    const event = ocsf(sample('siem-journal'), given);
    assert.equal(event['severity_id'], 5);
    assert.deepEqual(at(event, 'metadata.product'), { name: 'Ours', vendor_name: 'Us', version: '2.0' });
    assert.equal(at(event, 'unmapped.tenant'), 'emea');
  });
});
