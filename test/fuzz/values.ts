/** Arbitrary records, bodies and messages for the fuzz program. */
import fc from 'fast-check';
import { UNITS } from './growth';

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
