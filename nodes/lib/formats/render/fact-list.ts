/** The facts of an event: their names, and their values in the same order. */
import type { Event, FileInfo } from '../event';

export type Scalar = string | number | boolean;
/** Lists are never empty. */
export type FactValue = Scalar | readonly unknown[];

type ScalarField = {
  [Name in keyof Event]: Event[Name] extends Scalar | undefined ? Name : never;
}[keyof Event];

/** They summarise the record for a format, and are no information of their own. */
type Summary = 'kind' | 'activity' | 'time' | 'name' | 'level' | 'outcome' | 'sourceIsUser';
/** The member that they come from is in `unmapped` anyway. */
type Unmapped = 'processingId' | 'attachmentCount' | 'attachmentsSize' | 'command';

const NAMES = [
  ...(['action', 'disposition', 'reason', 'code', 'message', 'direction', 'from', 'fromName'] as const),
  ...(['headerFrom', 'headerFromName', 'subject', 'messageId', 'traceId', 'size', 'attempts'] as const),
  ...(['duration', 'urlCategory', 'sourceIp', 'sourceHost', 'sourceDomain', 'destinationIp'] as const),
  ...(['destinationHost', 'tlsVersion', 'tlsCipher', 'tlsUsed', 'spf', 'dkim', 'dmarc'] as const),
  ...(['spamScore', 'spamDecision', 'spamRisk', 'malware', 'verdict', 'policy', 'actor'] as const),
  ...(['actorName', 'user', 'userName', 'userDomain', 'userDisabled', 'group', 'subgroup'] as const),
  ...(['application', 'authMethod', 'authFactor', 'multiFactor', 'entity', 'entityType'] as const),
  // in lists and in nested objects
  ...(['to', 'toNames', 'urls', 'fileName', 'fileExtension', 'fileMimeType', 'fileSize', 'fileMd5'] as const),
  ...([
    'fileSha1',
    'fileSha256',
    'files',
    'indicators',
    'control',
    'status',
    'title',
    'description',
  ] as const),
  ...(['remediation', 'standards', 'requirements', 'evidence', 'account', 'type'] as const),
] as const;

/** The compiler refuses an event with a member that is not listed above. */
type Complete<Listed, Members extends Listed> = Listed | Members;
export type FactName = Complete<(typeof NAMES)[number], Exclude<ScalarField, Summary | Unmapped>>;

/** In the order of the event. */
export const FACT_NAMES: readonly FactName[] = NAMES;

const nonEmpty = <T>(all: readonly T[]): readonly T[] | undefined => (all.length > 0 ? all : undefined);

function ofFiles(files: readonly FileInfo[], member: keyof FileInfo): FactValue | undefined {
  const [first] = files;
  if (first === undefined) return undefined;
  // most events with a file have one
  if (files.length === 1) return first[member] === undefined ? undefined : [first[member]];
  return nonEmpty(files.map((file) => file[member]).filter((value) => value !== undefined));
}

/** Extensions are a part of names. */
const saysMoreThanName = ({ mimeType, size, md5, sha1, sha256 }: FileInfo): boolean =>
  (mimeType ?? size ?? md5 ?? sha1 ?? sha256) !== undefined;

/** The members of each file. The lists above do not say which member belongs to which file. */
function severalFiles(files: readonly FileInfo[]): FactValue | undefined {
  if (files.length < 2 || !files.some(saysMoreThanName)) return undefined;
  return files.map((file) =>
    Object.fromEntries(Object.entries(file).filter(([, value]) => value !== undefined)),
  );
}

/**
 * One value for each name; `undefined`: the event does not say it. All are read by one function, because one for each name
 * takes several times as long, and this is done for every event.
 */
export const factValues = (event: Event): readonly (FactValue | undefined)[] => {
  const { files, assessment, origin } = event;
  return [
    event.action,
    event.disposition,
    event.reason,
    event.code,
    event.message,
    event.direction,
    event.from,
    event.fromName,
    event.headerFrom,
    event.headerFromName,
    event.subject,
    event.messageId,
    event.traceId,
    event.size,
    event.attempts,
    event.duration,
    event.urlCategory,
    event.sourceIp,
    event.sourceHost,
    event.sourceDomain,
    event.destinationIp,
    event.destinationHost,
    event.tlsVersion,
    event.tlsCipher,
    event.tlsUsed,
    event.spf,
    event.dkim,
    event.dmarc,
    event.spamScore,
    event.spamDecision,
    event.spamRisk,
    event.malware,
    event.verdict,
    event.policy,
    event.actor,
    event.actorName,
    event.user,
    event.userName,
    event.userDomain,
    event.userDisabled,
    event.group,
    event.subgroup,
    event.application,
    event.authMethod,
    event.authFactor,
    event.multiFactor,
    event.entity,
    event.entityType,
    nonEmpty(event.to),
    nonEmpty(event.toNames),
    nonEmpty(event.urls),
    ofFiles(files, 'name'),
    ofFiles(files, 'extension'),
    ofFiles(files, 'mimeType'),
    ofFiles(files, 'size'),
    ofFiles(files, 'md5'),
    ofFiles(files, 'sha1'),
    ofFiles(files, 'sha256'),
    severalFiles(files),
    nonEmpty(event.indicators),
    assessment?.control,
    assessment?.status,
    assessment?.title,
    assessment?.description,
    assessment?.remediation,
    assessment && nonEmpty(assessment.standards),
    assessment && nonEmpty(assessment.requirements),
    assessment && nonEmpty(assessment.evidence),
    origin.account,
    origin.type,
  ];
};

/** One value for each fact, in their order. */
export const forEachFact = <T>(make: (name: FactName) => T): readonly T[] => FACT_NAMES.map(make);

/** The place of a fact in the order of the event. Renderers know it from the start, because names are slow to look up. */
export type Fact = number;

const isComplete = (places: Partial<Record<FactName, Fact>>): places is Record<FactName, Fact> =>
  FACT_NAMES.every((name) => name in places);

function placesOf(names: readonly FactName[]): Readonly<Record<FactName, Fact>> {
  const places = Object.fromEntries(names.map((name, place) => [name, place]));
  if (!isComplete(places)) throw new Error('a fact has no place');
  return places;
}

export const FACT = placesOf(FACT_NAMES);

const SNAKE_NAMES: ReadonlyMap<FactName, string> = new Map(
  FACT_NAMES.map((name) => [name, name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]),
);

/** `headerFrom` → `header_from` */
export const snakeName = (name: FactName): string => SNAKE_NAMES.get(name) ?? name;
