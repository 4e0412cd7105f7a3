/** Records as an attacker would write them: the sender of an email controls its subject, names and addresses. */
import fc from 'fast-check';
import { SAMPLES, type Sample } from '../samples';

export const ATTACKS: readonly string[] = [
  '|cs1=forged|',
  'a=b c=d act=Acc',
  'back\\slash\\',
  '\\',
  '\\=',
  '\\n',
  '"]} [mimecast@1 a="b"]',
  ']',
  'one\r\nCEF:0|Evil|Evil|1|1|forged|10|act=Acc',
  'one\n<13>1 - - - - - - forged',
  'two\ttabs\tsrc=1.2.3.4',
  'NUL\0here',
  'escape\u001b[31m',
  'C1\u0085next line\u2028separator\u2029',
  '\ufeffBOM',
  'right \u202eto left',
  'half \ud83d pair',
  '\udc00',
  'whole 📦 pair',
  ' blanks ',
  '   ',
  "' OR 1=1 --",
  '{"create":{"_id":"x"}}\n{}',
  '</script>',
  '%0d%0a',
  '=?utf-8?q?=0d=0aCEF:0=7Cforged?=',
  '__proto__',
  'null',
  'x'.repeat(100_000),
  `${'🦊'.repeat(2_000)}`,
  '<>',
  'Ana <ana@corp.example>, <bo@corp.example>',
];

const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...ATTACKS) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
      .map((units) => String.fromCharCode(...units)),
  },
);

/** Any JSON value. */
const value = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  { weight: 1, arbitrary: fc.constantFrom(null, '', true, 'true', 0, -1, 1e21, '0', [], {}, [null]) },
);

/** A sample with some changed members, and some new ones. */
export const maliciousSample: fc.Arbitrary<Sample> = fc
  .tuple(
    fc.constantFrom(...Object.values(SAMPLES)),
    fc.array(fc.tuple(fc.nat(), value), { maxLength: 6 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...ATTACKS.slice(0, 20)), fc.string({ maxLength: 12 })), value, {
      maxKeys: 3,
    }),
  )
  .map(([sample, changes, added]) => {
    const record: Record<string, unknown> = { ...sample.record };
    const names = Object.keys(record);
    for (const [at, changed] of changes) record[names[at % names.length] ?? 'subject'] = changed;
    // through JSON, as records come
    return { ...sample, record: JSON.parse(JSON.stringify({ ...record, ...added })) };
  });
