import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseAuditText } from '../../../../nodes/lib/formats/parsers/audit-text/parse';
import { eventOf } from '../support/format-sample';
import { ATTACKS } from '../support/malicious-inputs';

const RUNS = { numRuns: 1_000 };

/** Pieces of the grammar in any order: most of the texts are almost valid. */
const PIECES: readonly string[] = [
  ...[
    'Date: 2021-10-12',
    'Time: 19:20:01+0000',
    'IP: 192.0.2.1',
    'IP: ::1',
    'Remote IP is null',
    'remote IP : 192.0.2.2',
  ],
  ...[
    'Application: A',
    ' application : LFS',
    'Method: Cloud',
    '2FA: TOTP',
    '2FA: none',
    'Reason: x, y',
    'Name :n',
  ],
  ...[
    ' by ana@corp.example <Ana Doe>',
    ' by user<Sam>',
    ' for user: bo@corp.example',
    ' for "cy@x.example"',
    '<Doe, Ana>',
  ],
  ...[
    'Created Folder ',
    'Deleted New Folder',
    'Policy "a, b"',
    "'c'",
    'Created: 0',
    '0 users deleted',
    'No changes',
  ],
  ...[
    '{"a":"b"}',
    '{"a',
    '[{"',
    '}',
    ']',
    '[',
    'com.x.Address@4a[emailAddress=a@b.example,c=[d]]',
    'Address@1[',
  ],
  ...[', ', ',', '\n', ' - ', ': ', ':', ' ', '"', '<', '>', '\\', '(', ')', 'null', 'é', '🦊', '\ud83d'],
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.constantFrom(...ATTACKS), fc.string({ maxLength: 8 })), {
    maxLength: 14,
  })
  .map((pieces) => pieces.join(''));

function* valuesIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const one of Object.values(value)) yield* valuesIn(one);
}

const MAX_VALUE_LENGTH = 1_000;

describe('The parser of audit text, for any text', () => {
  it('returns only what is in the text, and nothing that is longer than a value can be', () => {
    fc.assert(
      fc.property(text, (info) => {
        const { words, quoted, pairs, ...values } = parseAuditText(info);
        const found = [
          ...valuesIn(values),
          ...pairs.map(({ value }) => value),
          ...quoted.map((one) => one.text),
        ];
        for (const value of found) {
          assert.ok(info.includes(value), JSON.stringify(value));
          assert.ok(value.length > 0 && value.length <= MAX_VALUE_LENGTH, `${value.length}`);
        }
        const lower = info.toLowerCase();
        for (const { key } of pairs) assert.ok(lower.includes(key), key);
        assert.ok(words.length <= MAX_VALUE_LENGTH);
        for (const word of words.split(/\s+/)) assert.ok(info.includes(word), word);
      }),
      RUNS,
    );
  });

  it('finds nothing in JSON', () => {
    const secret =
      'Secret, IP: 10.9.9.9, Application: Secret, 2FA: Secret, for user s@ecret.example by s@ecret.example';
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.boolean(), (value, isList) => {
        const data = JSON.stringify(isList ? [{ value, secret }] : { value, secret });
        const found = parseAuditText(`Executed, Criteria: ${data}, IP: 192.0.2.1, Application: A`);
        assert.ok(!/secret|10\.9/i.test(JSON.stringify(found)), data);
        assert.deepEqual([found.ip, found.application], ['192.0.2.1', 'A']);
      }),
      RUNS,
    );
  });

  it('finds the values that come last, whatever was said before', () => {
    fc.assert(
      fc.property(text, (before) => {
        // data without an end is the one thing that can hide the rest
        const closed = before.replace(/[[{]/g, '(');
        const found = parseAuditText(
          `${closed}\nDate: 2021-10-12, Time: 19:20:01+0000, IP: 203.0.113.9, Application: Console, Method: SAML, Reason: Late`,
        );
        assert.deepEqual(
          [found.ip, found.application, found.method, found.reason],
          ['203.0.113.9', 'Console', 'SAML', 'Late'],
        );
      }),
      RUNS,
    );
  });

  it('makes an event that has the whole text as its message', () => {
    const types = [
      'User Logged On',
      'Folder Log Entry',
      'User Password Changed',
      'Review Set Action',
      'Policy Changed',
    ];
    const categories = [
      'authentication_logs',
      'profile_group_logs',
      'user_account_and_role_logs',
      'policy_logs',
      '',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.constantFrom(...categories),
        text,
        (auditType, category, eventInfo) => {
          const event = eventOf(
            'audit',
            { auditType, category, eventInfo, user: 'ana@corp.example' },
            'audit',
          );
          const isText = eventInfo.trim() !== '' && eventInfo !== 'null';
          assert.equal(event.message, isText ? eventInfo.toWellFormed() : undefined);
          assert.equal(event.actor, 'ana@corp.example');
          for (const name of [event.group, event.entity, event.application, event.userName, event.authFactor])
            assert.ok(name === undefined || eventInfo.toWellFormed().includes(name), name);
          if (!/2fa|mfa|factor|step/i.test(eventInfo)) assert.equal(event.multiFactor, undefined);
        },
      ),
      RUNS,
    );
  });
});
