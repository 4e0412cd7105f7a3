/** Members with one or several people: the address, the name that is shown instead of it, and what else an object has. */
import type { Event } from '../../event';
import { type FieldMapper, setSafe } from '../../field-mapping';
import { type Mailbox, parseDisplayName, parseMailbox, parseMailboxes } from '../../parsers/address';

type AddressField = 'from' | 'headerFrom' | 'actor' | 'user';
type NameField = 'fromName' | 'headerFromName' | 'actorName' | 'userName';

/** One person. The first member with an address wins. */
export const mapPerson =
  (address: AddressField, name: NameField): FieldMapper =>
  (event, value, member) => {
    if (event[address] !== undefined) return false;
    const found = parseMailbox(value);
    if (found === undefined) {
      // a name without a valid address is still what the receiver sees
      event[name] ??= parseDisplayName(value);
      return false;
    }
    event[address] = found.address;
    if (found.rest !== undefined) setSafe(event.unmapped, member, found.rest);
    if (found.name === undefined || found.name === event[name]) return true;
    if (event[name] !== undefined) return false;
    event[name] = found.name;
    return true;
  };

/** The names of each address: '' where it has none. undefined when an address has two names. */
function distinctPeople(all: readonly Mailbox[]): ReadonlyMap<string, string> | undefined {
  const names = new Map<string, string>();
  for (const { address, name = '' } of all) {
    const known = names.get(address) ?? '';
    if (known !== '' && name !== '' && known !== name) return undefined;
    names.set(address, known === '' ? name : known);
  }
  return names;
}

function setRecipients(event: Event, people: ReadonlyMap<string, string>): void {
  event.to = [...people.keys()];
  const names = [...people.values()];
  if (names.some((name) => name !== '')) event.toNames = names;
}

/** A text with addresses, an address object, or an array of these. */
export const mapRecipients: FieldMapper = (event, value, member) => {
  const found = event.to.length > 0 ? undefined : parseMailboxes(value);
  if (found === undefined) return false;
  const [first] = found;
  // most records have one recipient, without a name
  if (found.length === 1 && first !== undefined && first.name === undefined && first.rest === undefined) {
    event.to = [first.address];
    return true;
  }
  const people = distinctPeople(found);
  setRecipients(event, people ?? new Map(found.map(({ address }) => [address, ''])));
  if (people === undefined) return false;
  const rests = found.map(({ rest }) => rest).filter((rest) => rest !== undefined);
  if (rests.length > 0) setSafe(event.unmapped, member, Array.isArray(value) ? rests : rests[0]);
  return true;
};
