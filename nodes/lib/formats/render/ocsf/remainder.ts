/** What no attribute of the class has taken, under the names that records of Mimecast have for it. */
import { setSafe } from '../../field-mapping';
import { UniqueNames } from '../../unique-names';
import { type FactName, forEachFact } from '../fact-list';
import type { Facts } from '../facts';
import type { Json } from './values';

/** All others keep the name of the fact. */
const NAMES: ReadonlyMap<FactName, string> = new Map<FactName, string>([
  ['from', 'senderEnvelope'],
  ['headerFrom', 'senderHeader'],
  ['to', 'recipients'],
  ['traceId', 'aggregateId'],
  ['size', 'emailSize'],
  ['attempts', 'deliveryAttempts'],
  ['sourceDomain', 'senderDomain'],
  ['malware', 'virusFound'],
  ['fileMimeType', 'fileMime'],
  ['fileSize', 'sizeAttachment'],
  ['fileMd5', 'md5'],
  ['fileSha1', 'sha1'],
  ['fileSha256', 'sha256'],
]);

const MEMBERS: readonly string[] = forEachFact((name) => NAMES.get(name) ?? name);

/** undefined when everything has been taken. */
export function remainderOf(facts: Facts, fields: Readonly<Record<string, string>>): Json | undefined {
  const all: Json = {};
  const { unmapped } = facts.event;
  const names = new UniqueNames({ has: (name) => Object.hasOwn(all, name) });
  for (const member of Object.keys(unmapped)) setSafe(all, member, unmapped[member]);
  facts.visitRemainder((fact, value) => {
    const name = MEMBERS[fact] ?? '';
    if (!Object.hasOwn(all, name)) all[name] = value;
    else if (all[name] !== value) all[names.of(name)] = value;
  });
  for (const member of Object.keys(fields)) if (!Object.hasOwn(all, member)) all[member] = fields[member];
  for (const _member in all) return all;
  return undefined;
}
