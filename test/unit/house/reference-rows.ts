/** The quirks of wire.md 14, and the specs that cover them: file below test/, and the title of the test. */
export interface ReferenceRow {
  readonly row: number;
  readonly behaviour: string;
  readonly coveredBy: readonly (readonly [file: string, title: string])[];
  /** feature that has to exist first */
  readonly waitsFor?: string;
}

const FAULTS = 'wire/support/fault-cases.ts';
const ASKING = 'unit/streams/siem-batch/batch.spec.ts';
const WINDOW_ASKING = 'unit/streams/window/requests.spec.ts';
const WINDOW_PAGES = 'unit/streams/window/pages.spec.ts';
const STREAMS = 'unit/streams/siem-events/event-stream.spec.ts';
const STATES = 'unit/streams/snapshot/groups.spec.ts';
const LOGS = 'wire/logs.spec.ts';
const READERS = 'unit/formats/parsers/parsers.spec.ts';
const CURSORS = 'unit/streams/siem-batch/batch-cursors.spec.ts';

export const REFERENCE_ROWS: readonly ReferenceRow[] = [
  {
    row: 1,
    behaviour: 'the cursor is never empty; the flag or an empty page ends the loop',
    coveredBy: [[ASKING, 'keeps the cursor of an empty page']],
  },
  {
    row: 2,
    behaviour: 'the same token again',
    coveredBy: [
      [FAULTS, "fault: 'repeated-cursor'"],
      [FAULTS, "fault: 'constant-cursor'"],
      [LOGS, "fault: 'repeated-token'"],
      [LOGS, "fault: 'constant-token'"],
      [CURSORS, 'continues with a repeated cursor while there is nothing new'],
    ],
  },
  {
    row: 3,
    behaviour: 'an empty page with a next token',
    coveredBy: [
      [LOGS, "fault: 'empty-page-with-next'"],
      [WINDOW_PAGES, 'continues after one empty page that names a next one, not after two'],
    ],
  },
  {
    row: 4,
    behaviour: 'a page repeats events',
    coveredBy: [
      [LOGS, "fault: 'repeated-events'"],
      [STREAMS, 'drops records of the previous page, and keeps duplicates within one page'],
    ],
  },
  {
    row: 5,
    behaviour: 'the same file twice in a page',
    coveredBy: [
      [FAULTS, "fault: 'duplicate-link'"],
      [ASKING, 'reads a file that is listed twice, in a page or in two, once'],
    ],
  },
  {
    row: 6,
    behaviour: 'a start by day delivers the day again',
    coveredBy: [[ASKING, 'requests by date again where no cursor was returned, and reads nothing twice']],
  },
  {
    row: 7,
    behaviour: 'dates for batch, date-times for stream',
    coveredBy: [
      [ASKING, 'requests by date first, then with the cursor and without dates'],
      [STREAMS, 'requests by date-time with all types in one call, then with the cursor and without a date'],
    ],
  },
  {
    row: 8,
    behaviour: 'a start before the retention is refused',
    coveredBy: [
      [ASKING, 'requests no day outside the retention, whatever the look-back'],
      [CURSORS, 'requests a later day once when the day is refused, and reports the range before it'],
    ],
  },
  {
    row: 9,
    behaviour: 'the cursor of an empty page has to be saved',
    coveredBy: [[ASKING, 'keeps the cursor of an empty page']],
  },
  {
    row: 10,
    behaviour: 'the cursor must not be saved before the files were read',
    coveredBy: [[ASKING, 'moves to the next cursor only when all files of the page were delivered']],
  },
  {
    row: 11,
    behaviour: 'an expired link',
    coveredBy: [
      [FAULTS, "fault: 'expired-link'"],
      [
        'unit/streams/siem-batch/batch-files.spec.ts',
        'lists the page again for a fresh link when one has expired',
      ],
    ],
  },
  {
    row: 12,
    behaviour: 'empty, truncated or non-JSON files and lines',
    coveredBy: [
      [FAULTS, "fault: 'empty-file'"],
      [FAULTS, "fault: 'truncated-gzip-permanent'"],
      [FAULTS, "fault: 'bad-line'"],
    ],
  },
  {
    row: 13,
    behaviour: 'double gzip, or none',
    coveredBy: [
      [FAULTS, "fault: 'double-gzip'"],
      [FAULTS, "fault: 'plain-body'"],
      [FAULTS, "fault: 'content-encoding'"],
    ],
  },
  { row: 14, behaviour: 'late files for an earlier period', coveredBy: [[FAULTS, "fault: 'late-files'"]] },
  {
    row: 15,
    behaviour: 'newest first with an inclusive start',
    coveredBy: [
      [
        'node/sources/audit.spec.ts',
        'sends every audit event once, although the newest come first and pages are short',
      ],
      [
        WINDOW_ASKING,
        'overlaps ten minutes with the last read range, and requests nothing before its first look-back',
      ],
    ],
  },
  {
    row: 16,
    behaviour: 'dates on every page',
    coveredBy: [
      [WINDOW_ASKING, 'sends the same body on every page, and the token in its place'],
      ['unit/simulator/endpoints/window/window-logs.spec.ts', 'audit needs both dates on every page'],
    ],
  },
  {
    row: 17,
    behaviour: 'booleans and numbers as strings',
    coveredBy: [[READERS, 'booleans and numbers as texts']],
  },
  {
    row: 18,
    behaviour: 'five encodings of spamProcessingDetail',
    coveredBy: [[READERS, 'five encodings of spamProcessingDetail']],
  },
  {
    row: 19,
    behaviour: '`analysis` as a text',
    coveredBy: [[READERS, '`analysis` as the word null, as a text and as an object']],
  },
  {
    row: 20,
    behaviour: 'case of direction; meaning of route',
    coveredBy: [[READERS, 'directions in any case, and the route of a delivery as a name']],
  },
  {
    row: 21,
    behaviour: 'Hostname, recipient(s)',
    coveredBy: [[READERS, 'Hostname with a capital, recipient and recipients, texts and arrays']],
  },
  { row: 22, behaviour: 'spellings of tlsUsed', coveredBy: [[READERS, 'spellings of tlsUsed']] },
  { row: 23, behaviour: 'texts in IP fields', coveredBy: [[READERS, 'texts where an IP address belongs']] },
  {
    row: 24,
    behaviour: 'attachment names with commas and quotes',
    coveredBy: [[READERS, 'attachment names with commas and quotes']],
  },
  { row: 25, behaviour: 'unstable order of packages', coveredBy: [], waitsFor: 'policy checks (issue D)' },
  {
    row: 26,
    behaviour: 'secure ids that differ',
    coveredBy: [
      [LOGS, "fault: 'reissued-ids'"],
      [STATES, 'identifies a group by its path, which it adds; nested or flat'],
      ['wire/log-streams.spec.ts', 'other ids and another order are no change'],
    ],
  },
  {
    row: 27,
    behaviour: '200 with fail[]; meta.status',
    coveredBy: [
      [FAULTS, "fault: 'fail-in-200'"],
      [FAULTS, "fault: 'meta-status'"],
    ],
  },
  {
    row: 28,
    behaviour: 'intermittent refusals of healthy credentials',
    coveredBy: [
      [FAULTS, "fault: 'unauthorized-flaky'"],
      ['unit/api/response/classify-response.spec.ts', 'classifies 200 with err_developer_key as temporary'],
    ],
  },
  {
    row: 29,
    behaviour: 'an empty feed that is reported as an error',
    coveredBy: [['unit/api/response/classify-response.spec.ts', 'classifies an empty feed as success']],
  },
  {
    row: 30,
    behaviour: 'the threat feed is no envelope',
    coveredBy: [],
    waitsFor: 'nothing that is planned reads it',
  },
  {
    row: 31,
    behaviour: 'admin: false gives nothing',
    coveredBy: [
      ['node/sources/held.spec.ts', 'reads rejections of all users, because there are none without `admin`'],
      [
        WINDOW_ASKING,
        'requests admin scope where the default is the own mailbox, which an application does not have',
      ],
      ['unit/simulator/endpoints/window/window-logs.spec.ts', 'rejections show nothing without admin'],
    ],
  },
  {
    row: 32,
    behaviour: 'products can not be added to an application',
    coveredBy: [
      ['unit/api/auth/account-identity.spec.ts', 'is yellow when reading the account is forbidden'],
    ],
  },
  {
    row: 33,
    behaviour: 'an application without role or products signs in',
    coveredBy: [['unit/api/response/contract.spec.ts', 'only sign in without product or role']],
  },
  {
    row: 34,
    behaviour: 'Enhanced Logging off: empty for ever',
    coveredBy: [
      [
        'unit/collector/collector.spec.ts',
        'hints once when every stream has been empty for a day, and shows it',
      ],
    ],
  },
  {
    row: 35,
    behaviour: 'bodies that are no JSON',
    coveredBy: [
      [FAULTS, "fault: 'html-answer'"],
      [FAULTS, "fault: 'truncated-json'"],
    ],
  },
  {
    row: 36,
    behaviour: 'large files',
    coveredBy: [['unit/streams/ndjson/parse-records.spec.ts', 'makes chunks of a number of records']],
  },
  {
    row: 37,
    behaviour: 'eventInfo is free text',
    coveredBy: [['unit/formats/parsers/audit-text.spec.ts', 'The parser of the free text in audit records']],
  },
  {
    row: 38,
    behaviour: 'a token that expires early',
    coveredBy: [
      [FAULTS, "fault: 'unauthorized-midway'"],
      ['unit/api/auth/token-cache.spec.ts', 'keeps it until it expires, and then fetches another'],
    ],
  },
  {
    row: 39,
    behaviour: '_offset and _partition vanished',
    coveredBy: [[ASKING, 'identifies a record by the bytes of its line']],
  },
  {
    row: 40,
    behaviour: 'field sets grow',
    coveredBy: [
      ['unit/streams/ndjson/parse-records.spec.ts', 'yields each line as raw text, with its parsed value'],
    ],
  },
  {
    row: 41,
    behaviour: 'timestamps are no watermark',
    coveredBy: [[ASKING, 'requests by date first, then with the cursor and without dates']],
  },
  {
    row: 42,
    behaviour: 'processingId is not unique',
    coveredBy: [[ASKING, 'identifies a record by the bytes of its line']],
  },
];
