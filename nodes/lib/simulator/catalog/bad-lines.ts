/** Lines that are no records: some were in real files, the others are possible (wire.md 4.1 and 14, row 12). */
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

/** Maximum number of bad lines in one file. */
const MAX_PER_FILE = 4;

/** @returns the bad line after record `index`; undefined: there is none */
export function badLineAfter(index: number, records: number): string | undefined {
  const stride = Math.max(1, Math.ceil(records / MAX_PER_FILE));
  if (index % stride !== Math.floor(stride / 2)) return undefined;
  return BAD_LINES[(records + Math.floor(index / stride)) % BAD_LINES.length];
}
