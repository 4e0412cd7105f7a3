/** Every format, every kind of record and every member of it, and the privacy filter. */
import { createFormatter, type Formatter, runSync } from '../../../nodes/lib/formats/format';
import { mappingFor } from '../../../nodes/lib/formats/logs';
import { replaceAddresses } from '../../../nodes/lib/formats/privacy/addresses';
import { createPrivacyFilter } from '../../../nodes/lib/formats/privacy/privacy';
import { FORMATS, options, type PRIVACY } from '../../../nodes/lib/properties/values/format-options';
import { SAMPLES } from '../../unit/formats/samples';

/** Must not throw, and must take time in proportion to the text. */
export type TextTarget = (text: string) => unknown;
type Target = readonly [name: string, target: TextTarget];

export const KEY = 'a key for the fuzz program';

export function optionsOf(choice: (typeof PRIVACY)[number]) {
  const given = { addresses: choice, subjects: choice, ips: choice, urlQueries: choice, raw: true };
  const parsed = options().parse(given);
  if (!parsed.ok) throw new Error(parsed.problem.key);
  return parsed.value;
}

export const formatterOf = (format: (typeof FORMATS)[number], choice: (typeof PRIVACY)[number]): Formatter =>
  createFormatter({ format, options: optionsOf(choice), pseudonymKey: KEY });

interface Kind {
  readonly log: string;
  readonly type: string;
  /** what its mapping knows, and what its samples have */
  readonly members: readonly string[];
}

/** One for each log and type that has a mapping of its own. */
const KINDS: readonly Kind[] = [
  ...new Map(Object.values(SAMPLES).map(({ log, type }) => [`${log}/${type}`, { log, type }])).values(),
].map(({ log, type }) => ({
  log,
  type,
  members: [
    ...new Set([
      ...mappingFor(log, type).fields.keys(),
      ...Object.values(SAMPLES)
        .filter((sample) => sample.log === log && sample.type === type)
        .flatMap(({ record }) => Object.keys(record)),
    ]),
  ],
}));

const recordOf = ({ type, members }: Kind, text: string): object => ({
  ...Object.fromEntries(members.map((member) => [member, text])),
  type,
});

const runRecord = (formatter: Formatter, kind: Kind, text: string): unknown =>
  runSync(formatter({ payload: recordOf(kind, text), ...{ mimecast: { log: kind.log, type: kind.type } } }));

/** All members of a kind at once; with the privacy filter, whose patterns see every text. */
export function recordTargets(): readonly Target[] {
  const hidden = formatterOf('json', 'pseudonymise');
  const kept = formatterOf('json', 'keep');
  return KINDS.map((kind) => [
    `formats: records of ${kind.log}/${kind.type}`,
    (text) => [runRecord(hidden, kind, text), runRecord(kept, kind, text)],
  ]);
}

export function formatTargets(): readonly Target[] {
  return FORMATS.flatMap((format): readonly Target[] => {
    const formatter = formatterOf(format, 'keep');
    return [
      [`formats: ${format} of a text`, (text) => runSync(formatter({ payload: text }))],
      [
        `formats: ${format} of records`,
        (text) => KINDS.map((kind) => runRecord(formatter, kind, text.slice(0, 2_000))),
      ],
    ];
  });
}

/** By itself, so that a slow pattern is seen beside no other work. */
export function privacyTargets(): readonly Target[] {
  const filter = createPrivacyFilter(optionsOf('pseudonymise'), KEY);
  if (filter === undefined) throw new Error('nothing is hidden');
  const same = (text: string): string => text;
  const members = [
    'info',
    'subject',
    'url',
    'messageId',
    'recipients',
    'senderHeader',
    'domain',
    'similarDomain',
  ];
  return [
    ['privacy: addresses', (text) => replaceAddresses(text, { address: same, name: same })],
    ...members.map((member): Target => [`privacy: ${member}`, (text) => filter({ [member]: text })]),
  ];
}

/** Texts that become names of members; formats may make equal keys of different names. */
export const nameTargets = (): readonly (readonly [name: string, target: (record: object) => unknown])[] =>
  FORMATS.flatMap((format) =>
    (['keep', 'drop', 'pseudonymise'] as const).map((choice) => {
      const formatter = formatterOf(format, choice);
      const target = (record: object): unknown =>
        runSync(formatter({ payload: record, ...{ mimecast: { log: 'siem', type: 'receipt' } } }));
      return [`${format}, ${choice}`, target] as const;
    }),
  );
