/** Short names of accounts for the labels of nodes. */
import { isVariable } from '../fields/fields';
import { truncate } from './node-label';

export interface AccountInfo {
  readonly id: string;
  readonly name: string;
  readonly region: string;
}

/** Characters; the label also has to show what the node does. */
const MAX_NAME = 12;
/** Characters of an id; ids are random. */
const ID_PART = 6;

/** Unique names by id: the name or else the region, with a suffix where that is ambiguous. */
export function accountNames(accounts: readonly AccountInfo[]): ReadonlyMap<string, string> {
  const named = accounts.map(({ id, name, region }) => ({
    id,
    region,
    name: truncate(name.trim() || region, MAX_NAME),
  }));
  return new Map(
    named.map(({ id, name, region }) => {
      const sameName = named.filter((other) => other.name === name);
      if (sameName.length === 1) return [id, name];
      const isOnly = name !== region && sameName.filter((other) => other.region === region).length === 1;
      return [id, `${name} (${isOnly ? region : id.slice(0, ID_PART)})`];
    }),
  );
}

/**
 * The account for the label of a node; '' with a single account or without one.
 * @param reference value of the node's account property: an id, or a variable, which is shown unchanged
 */
export function accountLabel(reference: string, accounts: readonly AccountInfo[]): string {
  if (accounts.length < 2) return '';
  return isVariable(reference)
    ? truncate(reference.trim(), MAX_NAME)
    : (accountNames(accounts).get(reference) ?? '');
}
