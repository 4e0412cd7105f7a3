/** A protection that found nothing and let the message through has detected nothing. */
import assert from 'node:assert/strict';
import { eventOf, objectOf } from '../support/format-sample';

const mail = {
  senderEnvelope: 'bob@vendor.example',
  recipients: 'ana@corp.example',
  subject: 'Quote',
  messageId: '<r1@vendor.example>',
};

const apiMail = { senderAddress: 'bob@vendor.example', recipientAddress: 'ana@corp.example' };

type Case = readonly [log: string, type: string, record: object];

const NOTHING_FOUND: readonly Case[] = [
  ['siem', 'internal email protect', { scanResults: 'Clean', action: 'Allow' }],
  ['siem', 'internal email protect', { scanResults: 'Clean' }],
  ['siem', 'internal email protect', { scanResults: 'No threats detected', action: 'none' }],
  ['siem', 'internal email protect', { action: 'Allow' }],
  ['siem', 'attachment protect', { action: 'Allow', fileName: 'a.pdf' }],
  ['siem', 'attachment protect', { action: 'Allow', virusFound: 'None' }],
  ['siem', 'attachment protect', { virusFound: 'Clean' }],
  ['siem', 'av', { action: 'Allow' }],
  ['siem', 'av', { virusFound: 'no_detections' }],
  ['siem', 'impersonation protect', { itemsDetected: '0', action: 'none' }],
  ['siem', 'impersonation protect', { itemsDetected: 0, action: 'none', taggedMalicious: 'false' }],
  ['siem', 'impersonation protect', { itemsDetected: '0', newDomain: 'false' }],
  ['siem', 'url protect', { action: 'Allow', url: 'https://x.example/' }],
  ['siem', 'entities', { threatState: 'DELIVERED', threatType: 'NO_DETECTIONS' }],
  ['ttp', 'impersonation', { hits: 0, action: 'none', identifiers: [], taggedMalicious: false }],
  ['ttp', 'attachment', { result: 'safe', actionTriggered: 'none' }],
  ['ttp', 'url', { scanResult: 'clean', action: 'allow', url: 'https://x.example/' }],
];

const DETECTED: readonly Case[] = [
  ['siem', 'internal email protect', { scanResults: 'Blocked URL Category', action: 'Allow' }],
  ['siem', 'internal email protect', { scanResults: 'Clean', action: 'Block' }],
  ['siem', 'internal email protect', {}],
  ['siem', 'attachment protect', { sha256: 'a'.repeat(64) }],
  ['siem', 'attachment protect', { action: 'Allow', virusFound: 'Example.Macro.Gen' }],
  ['siem', 'av', {}],
  ['siem', 'impersonation protect', { itemsDetected: '0', action: 'Hold' }],
  ['siem', 'impersonation protect', { itemsDetected: '2', action: 'none' }],
  ['siem', 'impersonation protect', { itemsDetected: '0', action: 'none', newDomain: 'true' }],
  ['siem', 'impersonation protect', { itemsDetected: '0', action: 'none', taggedMalicious: 'true' }],
  ['siem', 'impersonation protect', { action: 'none' }],
  ['ttp', 'impersonation', { hits: 0, action: 'none', identifiers: ['reply_address_mismatch'] }],
  ['ttp', 'impersonation', { hits: 0, action: 'hold' }],
];

const sample = ([log, type, record]: Case) => ({
  log,
  type,
  record: log === 'siem' ? { type, ...mail, ...record } : { ...apiMail, ...record },
});
const title = ([, type, record]: Case) => `${type} ${JSON.stringify(record)}`;

describe('A protection that let a message through', () => {
  for (const one of NOTHING_FOUND)
    it(`${title(one)}: no detection`, () => {
      const ocsf = objectOf(sample(one), { format: 'ocsf' });
      assert.equal(ocsf['class_uid'], 4009);
      assert.ok(Number(ocsf['severity_id']) <= 2);
      assert.equal(ocsf['is_alert'], undefined);
      const { event } = Object(objectOf(sample(one), { format: 'ecs' }));
      assert.deepEqual([event.kind, event.category], ['event', ['email']]);
    });

  for (const one of DETECTED)
    it(`${title(one)}: still a detection`, () => {
      assert.equal(objectOf(sample(one), { format: 'ocsf' })['class_uid'], 2004);
    });

  it('says that it found nothing only if the record does', () => {
    const verdict = (type: string, record: object) => eventOf(type, record).verdict;
    assert.equal(verdict('attachment protect', { action: 'Allow' }), 'unknown');
    assert.equal(verdict('attachment protect', { action: 'Allow', virusFound: 'None' }), 'clean');
    assert.equal(verdict('internal email protect', { action: 'Allow' }), 'unknown');
    assert.equal(verdict('internal email protect', { action: 'Allow', scanResults: 'Clean' }), 'clean');
    assert.equal(verdict('impersonation protect', { itemsDetected: '0', action: 'none' }), 'clean');
  });
});
