/** Lines that are no records (mimecast-api.md 4.1, 14 row 12): what stood in real files, and what could. */
export const BAD_LINES: readonly string[] = [
  '{ "type":"MTA","data":',
  '<html><body>502 Bad Gateway</body></html>',
  '{"aggregateId":"broken","timestamp":17636330',
  'null',
  '[]',
  '"just a string"',
  "{'type': 'receipt', 'virusFound': None}",
  '\u0000\u0000\u0000',
  '42',
  `{"aggregateId":"endless","subject":"${'x'.repeat(6_000)}`,
];

/** At most this many in one file. */
const PER_FILE = 4;

/** The bad line that follows a record, if one does. */
export function badLineAfter(index: number, records: number): string | undefined {
  const stride = Math.max(1, Math.ceil(records / PER_FILE));
  if (index % stride !== Math.floor(stride / 2)) return undefined;
  return BAD_LINES[(records + Math.floor(index / stride)) % BAD_LINES.length];
}
