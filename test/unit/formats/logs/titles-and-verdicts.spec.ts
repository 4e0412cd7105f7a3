/** Titles and verdicts say what the record says, and not more. */
import assert from 'node:assert/strict';
import type { Event } from '../../../../nodes/lib/formats/event';
import { eventOf } from '../support/format-sample';

const ttp = (type: string, record: object): Event => eventOf(type, record, 'ttp');
const held = (record: object): Event => eventOf('releases', record, 'held');
const click = (record: object): Event => ttp('url', { userEmailAddress: 'ana@corp.example', ...record });

describe('The title of', () => {
  it('a link that was scanned, and not clicked', () => {
    const titles = (creationMethod: string | undefined) =>
      ['allow', 'block', 'warn'].map((action) => click({ action, creationMethod }).name);
    assert.deepEqual(titles('User Click'), ['Link clicked', 'Link blocked', 'Link warned about']);
    assert.deepEqual(titles(undefined), titles('User Click'));
    assert.deepEqual(titles('Entry Scan'), [
      ...['Link scanned on entry', 'Link blocked on entry', 'Link warned about on entry'],
    ]);
    assert.deepEqual(titles('Real-time Protection')[0], 'Link scanned in real time');
    assert.deepEqual(titles('Something New')[0], 'Link checked');
    assert.equal(click({ creationMethod: 'User Click' }).user, 'ana@corp.example');
    assert.equal(click({ creationMethod: 'Entry Scan' }).user, undefined, 'nobody clicked');
    assert.equal(click({ creationMethod: 'Entry Scan' }).unmapped['creationMethod'], 'Entry Scan');
  });

  it('a held message: released, rejected, expired, or of a status that is not known', () => {
    const messageInfo = 'Expired in queue - rejected by housekeeping';
    const told = ({ name, disposition, outcome }: Event) => [name, disposition, outcome];
    const actionOf = (record: object) => {
      const { action, unmapped } = held(record);
      return [action, unmapped['status']];
    };
    const expired = ['Held message expired', 'rejected', 'failure'];
    for (const record of [
      { status: 'released', messageInfo },
      { status: 'rejected', messageInfo },
      { messageInfo },
    ])
      assert.deepEqual(told(held(record)), expired);
    assert.deepEqual(told(held({ status: 'expired' })), expired);
    for (const status of ['released', 'rejected', undefined])
      assert.deepEqual(actionOf({ status, messageInfo }), ['expired', status]);
    assert.deepEqual(actionOf({ status: 'expired' }), ['expired', undefined]);
    assert.deepEqual(actionOf({ status: 'released' }), ['released', undefined]);
    assert.deepEqual(told(held({ status: 'released' })), ['Held message released', 'restored', 'success']);
    assert.deepEqual(told(held({ status: 'rejected' })), ['Held message rejected', 'rejected', 'failure']);
    assert.deepEqual(told(held({ status: 'pending' })), ['Held message processed', undefined, undefined]);
  });

  it('a message of Cloud Integrated that is not delivered yet', () => {
    const state = (threatState: string, threatType = 'NO_DETECTIONS') =>
      eventOf('entities', { threatState, threatType });
    assert.equal(state('DELIVERY_IN_PROGRESS').name, 'Message delivery in progress');
    assert.equal(state('DELIVERED').name, 'Message scanned');
    assert.equal(state('DELIVERY_IN_PROGRESS', 'MALWARE').name, 'Threat in message');
    const spam = state('DELIVERED', 'SPAM');
    assert.deepEqual([spam.name, spam.kind, spam.verdict], ['Spam detected', 'mail', undefined]);
    const policies = [{ name: null }, { action: 'BLOCK', name: 'Default' }];
    const event = eventOf('entities', { policiesApplied: policies });
    assert.deepEqual([event.policy, event.unmapped['policiesApplied']], ['Default', policies]);
  });

  it('a delivery without a result', () => {
    assert.equal(eventOf('delivery', {}).name, 'Delivery attempted');
    assert.equal(eventOf('delivery', { subtype: 'false' }).name, 'Message not delivered');
    assert.equal(eventOf('delivery', { delivered: 'true', subtype: 'true' }).name, 'Message delivered');
  });
});

describe('The verdict', () => {
  it('of a check that timed out or failed is unknown', () => {
    for (const word of ['timeout', 'error', 'unknown', 'Timeout', 'something new']) {
      const event = ttp('attachment', { result: word });
      assert.deepEqual([event.verdict, event.name, event.reason], ['unknown', 'Attachment not judged', word]);
      assert.equal(click({ action: 'allow', scanResult: word }).verdict, 'unknown');
    }
    assert.equal(ttp('attachment', {}).verdict, 'unknown');
    assert.equal(ttp('attachment', { result: 'suspicious' }).name, 'Suspicious attachment');
    assert.equal(ttp('attachment', { result: 'unsafe' }).verdict, 'malicious');
  });

  it('of a click without a verdict is unknown, unless it was blocked', () => {
    const verdicts = (type: string) =>
      ['ALLOW', 'WARN', 'BLOCK'].map((action) => eventOf(type, { action }).verdict);
    assert.deepEqual(verdicts('urlclick'), ['unknown', 'unknown', 'suspicious']);
    assert.deepEqual(verdicts('url protect'), ['unknown', 'suspicious', 'suspicious']);
    assert.equal(eventOf('urlclick', { action: 'ALLOW' }).level, 'informational');
  });

  it('of an allowed link is clean where the analysis says so, and that of the reason otherwise', () => {
    const allowed = (record: object) => eventOf('url protect', { action: 'Allow', ...record }).verdict;
    assert.equal(allowed({ analysis: '{"Status":["CustomerAll","VerdictAllow"]}' }), 'clean');
    assert.equal(allowed({ analysis: { Status: ['VerdictBlock'] } }), 'suspicious');
    assert.equal(allowed({ analysis: 'null' }), 'unknown');
    assert.equal(allowed({ blockReason: 'malicious' }), 'malicious');
    assert.equal(allowed({ blockReason: 'policy' }), 'suspicious');
  });

  it('of spam is a threat only where one was found', () => {
    const told = (record: object) => {
      const { kind, verdict, name } = eventOf('spam', record);
      return [kind, verdict, name];
    };
    const unwanted = ['mail', undefined, 'Spam detected'];
    const threat = ['threat', 'malicious', 'Threat in spam'];
    assert.deepEqual(told({}), unwanted);
    assert.deepEqual(told({ taggedMalicious: 'false', virusFound: 'Clean' }), unwanted);
    assert.deepEqual(told({ taggedMalicious: 'true' }), threat);
    assert.deepEqual(told({ virusFound: 'Example.Macro.Gen' }), threat);
  });
});
