/** Any event, whatever its log has filled: the result is valid in either version, and holds every value. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Event, type FileInfo, newEvent } from '../../../../nodes/lib/formats/event';
import { ocsf } from '../../../../nodes/lib/formats/render/ocsf/render';
import { LEVELS, OCSF_VERSIONS } from '../../../../nodes/lib/properties/values/format-options';
import { optionsOf } from '../support/format-sample';
import { ocsfProblems } from './validate';

const KINDS: readonly Event['kind'][] = [
  ...(['mail', 'threat', 'leak', 'logon', 'account', 'group', 'entity', 'api', 'user'] as const),
  ...(['compliance', 'other'] as const),
];
const ACTIVITIES: readonly Event['activity'][] = [
  ...([
    'receive',
    'scan',
    'trace',
    'relay',
    'logon',
    'logoff',
    'create',
    'read',
    'update',
    'delete',
  ] as const),
  ...(['enable', 'disable', 'lock', 'unlock', 'password-change', 'password-reset', 'attach'] as const),
  ...(['mfa-enable', 'mfa-disable', 'add-subgroup', 'remove-subgroup'] as const),
  ...(['detach', 'add-user', 'remove-user', 'collect', 'close', 'other'] as const),
];
const DISPOSITIONS: readonly NonNullable<Event['disposition']>[] = [
  ...(['allowed', 'blocked', 'rejected', 'quarantined', 'isolated', 'deleted', 'restored'] as const),
  ...(['delayed', 'detected', 'ignored', 'alerted', 'tagged', 'failed'] as const),
];

const maybe = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(values, { nil: undefined });

/** Each text once, so that none is found where another one is. */
let count = 0;
const unique = (word: string): fc.Arbitrary<string> => fc.constant(word).map((text) => `${text}q${++count}z`);
const word = (text: string) => maybe(unique(text));
const number = maybe(fc.nat({ max: 9_999 }).map((value) => 1_000_000 + value));
/** Not all of them are addresses to the schema. */
const address = fc.oneof(
  unique('ana').map((local) => `${local}@corp.example`),
  unique('jürgen').map((local) => `${local}@corp.example`),
);
const url = unique('path').map((path) => `https://vendor.example/${path}`);
const host = fc.oneof(
  unique('mx').map((name) => `${name}.vendor.example`),
  unique('mx').map((name) => `${name}_.vendor.example`),
);
const HASHES = { md5: '0a'.repeat(16), sha1: '0b'.repeat(20), sha256: '0c'.repeat(32) };
const file: fc.Arbitrary<FileInfo> = fc.record({
  name: word('file'),
  extension: word('extension'),
  mimeType: word('mime'),
  size: number,
  md5: maybe(fc.constant(HASHES.md5)),
  sha1: maybe(fc.constant(HASHES.sha1)),
  sha256: maybe(fc.constant(HASHES.sha256)),
});

const assessment = fc.record({
  uid: unique('uid'),
  control: unique('control'),
  title: unique('title'),
  status: unique('status'),
  verdict: fc.constantFrom(...(['pass', 'warning', 'fail', 'not_evaluated', 'unknown'] as const)),
  description: word('description'),
  remediation: word('remediation'),
  standards: fc.array(unique('standard'), { maxLength: 2 }),
  requirements: fc.array(unique('requirement'), { maxLength: 2 }),
  evidence: fc.array(
    unique('evidence').map((text) => ({ text })),
    { maxLength: 2 },
  ),
});

const fields = fc.record({
  action: word('action'),
  reason: word('reason'),
  code: word('code'),
  message: word('message'),
  direction: maybe(fc.constantFrom(...(['inbound', 'outbound', 'internal'] as const))),
  from: maybe(address),
  fromName: word('fromName'),
  headerFrom: maybe(address),
  headerFromName: word('headerFromName'),
  to: fc.array(address, { maxLength: 3 }),
  toNames: fc.array(unique('toName'), { maxLength: 3 }),
  subject: word('subject'),
  messageId: word('messageId'),
  traceId: word('traceId'),
  size: number,
  attempts: number,
  duration: number,
  files: fc.array(file, { maxLength: 3 }),
  urls: fc.array(url, { maxLength: 3 }),
  urlCategory: maybe(fc.oneof(unique('category'), fc.constant('Phishing & Fraud'))),
  sourceIp: maybe(fc.constant('2001:db8::17')),
  sourceHost: maybe(host),
  sourceDomain: maybe(host),
  destinationIp: maybe(fc.constant('192.0.2.99')),
  destinationHost: maybe(host),
});

const others = fc.record({
  tlsVersion: word('tlsVersion'),
  tlsCipher: word('tlsCipher'),
  spf: word('spf'),
  dkim: word('dkim'),
  dmarc: word('dmarc'),
  spamScore: maybe(fc.constantFrom(1234, -7, 98.5)),
  spamDecision: word('decision'),
  spamRisk: maybe(fc.constantFrom('low', 'HIGH', 'negligible')),
  malware: word('malware'),
  policy: word('policy'),
  processingId: word('processingId'),
  attachmentCount: number,
  attachmentsSize: number,
  tags: fc.array(unique('tag'), { maxLength: 2 }),
  indicators: fc.array(unique('indicator'), { maxLength: 2 }),
  actor: maybe(fc.oneof(address, unique('actor'))),
  actorName: word('actorName'),
  user: maybe(fc.oneof(address, unique('user'))),
  userName: word('userName'),
  userDomain: word('userDomain'),
  group: word('group'),
  subgroup: word('subgroup'),
  application: word('application'),
  authMethod: maybe(fc.constantFrom('SAML', 'SP-initiated SAML', 'Cloud', 'OAuth')),
  authFactor: maybe(fc.constantFrom('TOTP', 'SMS', 'carrier pigeon', 'SMS 2')),
  entity: word('entity'),
});

const judged = fc.record({
  kind: fc.constantFrom(...KINDS),
  activity: fc.constantFrom(...ACTIVITIES),
  level: fc.constantFrom(...LEVELS),
  time: maybe(fc.constant(1_763_633_012_345)),
  outcome: maybe(fc.constantFrom(...(['success', 'failure'] as const))),
  disposition: maybe(fc.constantFrom(...DISPOSITIONS)),
  verdict: maybe(fc.constantFrom(...(['malicious', 'suspicious', 'clean', 'unknown'] as const))),
  entityType: maybe(fc.constantFrom('policy', 'group')),
  userDisabled: maybe(fc.boolean()),
  multiFactor: maybe(fc.boolean()),
  tlsUsed: maybe(fc.boolean()),
  assessment: maybe(assessment),
  // members whose names facts have too
  unmapped: fc.dictionary(
    fc.constantFrom('subject', 'policy', 'recipients', 'any', '__proto__'),
    unique('rest'),
    { maxKeys: 3 },
  ),
});

const origin = {
  ...{ log: 'siem', type: 'browser isolation', id: 'c0ffee', account: 'CUSA00A000' },
  ...{ collectedAt: 1_763_633_999_999, marks: {} },
};
const anyEvent = fc
  .tuple(fields, others, judged)
  .map((parts): Event => Object.assign(newEvent(origin, {}), ...parts));

/**
 * `attachmentCount` and `attachmentsSize` repeat members of `unmapped`. The others say it in another word: ids, captions, summaries.
 * `entityType` is the category of the audit record.
 */
const IN_OTHER_WORDS = new Set(
  'origin record kind activity time name level outcome disposition verdict entityType assessment attachmentCount attachmentsSize'.split(
    ' ',
  ),
);

function* valuesIn(value: unknown): Generator<string> {
  if (Array.isArray(value)) for (const one of value) yield* valuesIn(one);
  else if (typeof value === 'object' && value !== null) yield* valuesIn(Object.values(value));
  else if (typeof value === 'string' || typeof value === 'number') yield String(value).toLowerCase();
}

const lostOf = (values: unknown, all: string): readonly string[] =>
  [...valuesIn(values)].filter((text) => !all.includes(text));

function lost(event: Event, output: object): readonly string[] {
  const all = JSON.stringify(output).toLowerCase();
  const { verdict: _verdict, uid: _uid, ...assessed } = event.assessment ?? {};
  const told = Object.entries(event).filter(([name]) => !IN_OTHER_WORDS.has(name));
  return [...told.flatMap(([, value]) => lostOf(value, all)), ...lostOf(assessed, all)];
}

describe('Any event in OCSF', () => {
  for (const ocsfVersion of OCSF_VERSIONS) {
    const { render } = ocsf(optionsOf({ ocsfVersion, fields: { tenant: 'emea' } }));

    it(`is valid by the schema of ${ocsfVersion}, and nothing is lost`, () => {
      fc.assert(
        fc.property(anyEvent, (event) => {
          const output = render(event);
          assert.ok(typeof output === 'object');
          assert.deepEqual(ocsfProblems(output), []);
          assert.deepEqual(lost(event, output), []);
        }),
        { numRuns: 300 },
      );
    });
  }
});
