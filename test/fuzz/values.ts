/** Arbitrary records, bodies and messages for the fuzz program. */
import fc from 'fast-check';
import { UNITS } from './units';

const unit = fc.constantFrom(...UNITS);
/** Texts of pieces that parsers look for, and any others. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc
    .array(fc.oneof(unit, fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 60 })
    .map((parts) => parts.join('')),
  fc.tuple(unit, fc.nat({ max: 2_000 })).map(([one, count]) => one.repeat(count)),
  fc.json(),
);

const MEMBERS = [
  ...[
    'type',
    'log',
    'id',
    'ids',
    'marks',
    'batch',
    'mimecast',
    'payload',
    'subject',
    'recipients',
    'senderHeader',
    'url',
  ],
  ...[
    'eventInfo',
    'auditType',
    'user',
    'attachments',
    'spamProcessingDetail',
    'timestamp',
    'meta',
    'pagination',
    'next',
    'data',
  ],
  ...[
    'fail',
    'errors',
    'code',
    'message',
    'event',
    '__proto__',
    'constructor',
    'toString',
    'length',
    'version',
    'entries',
    'action',
    'start',
    ...[
      'settings',
      'form',
      'nodes',
      'region',
      'baseUrl',
      'clientId',
      'clientSecret',
      'has_clientSecret',
      'all',
    ],
    ...[
      'url',
      'prefix',
      'password',
      'lease',
      'items',
      'status',
      'error',
      'reason',
      'ackId',
      'text',
      'results',
    ],
    ...[
      'access_token',
      'expires_in',
      'home-account',
      'account-codes',
      'accountCode',
      'pageToken',
      'nextPage',
    ],
    ...[
      'statusCode',
      'headers',
      'topic',
      'method',
      'path',
      'query',
      'body',
      'account',
      'change',
      'releasedBy',
    ],
  ],
];

/** JSON with the member names that code looks for. */
export const hostileValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    hostileText,
    fc.constantFrom<unknown>(null, true, 0, -1, 2 ** 53, 1e308, ''),
    fc.array(tie('value'), { maxLength: 6 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...MEMBERS), fc.string({ maxLength: 8 })), tie('value'), {
      maxKeys: 8,
    }),
  ),
})).value;

/** Lines of records, of which some are damaged, and other bytes; in pieces of any size. */
export const hostilePieces: fc.Arbitrary<{ readonly bytes: Uint8Array; readonly size: number }> = fc
  .tuple(
    fc.oneof(
      fc
        .array(
          fc.oneof(
            hostileValue.map((value) => JSON.stringify(value) ?? ''),
            hostileText,
          ),
          { maxLength: 20 },
        )
        .map((lines) => Buffer.from(lines.join('\n'))),
      fc
        .array(fc.tuple(fc.nat({ max: 2 ** 30 }), fc.constantFrom('rsp', 'syslog', 'x'), hostileText), {
          maxLength: 8,
        })
        .map((frames) =>
          Buffer.from(
            frames
              .map(([txnr, command, data]) => `${txnr} ${command} ${Buffer.byteLength(data)} ${data}\n`)
              .join(''),
          ),
        ),
      fc.uint8Array({ maxLength: 500 }),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.concat([Buffer.from([0x1f, 0x8b, 8]), bytes])),
    ),
    fc.integer({ min: 1, max: 5_000 }),
  )
  .map(([bytes, size]) => ({ bytes, size }));

/** A request to an admin route: ids of nodes that exist and others, with any body. */
export const hostileRequest: fc.Arbitrary<{
  readonly id: unknown;
  readonly query: object;
  readonly body: unknown;
}> = fc.record({
  id: fc.oneof(fc.constantFrom('account', 'none', '__proto__', 'constructor'), hostileText, hostileValue),
  query: fc.dictionary(
    fc.constantFrom('absent', 'a', '__proto__'),
    fc.oneof(fc.constant('empty'), hostileValue),
  ),
  body: fc.oneof(
    hostileValue,
    fc.record(
      {
        type: fc.constantFrom('mimecast-siem', 'mimecast-audit', 'x'),
        settings: hostileValue,
        start: hostileText,
        form: hostileValue,
        nodes: fc.array(hostileValue, { maxLength: 5 }),
      },
      { requiredKeys: [] },
    ),
  ),
});
