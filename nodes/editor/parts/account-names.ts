/** What an account is called in the labels of the nodes that use it. */
import { isVariable } from './fields';
import { cut } from './label';

export interface AccountLook {
  readonly id: string;
  readonly name: string;
  readonly region: string;
}

/** Characters; what the node does has to stand in its label too. */
const MAX_NAME = 12;
/** Characters of an id, which are random. */
const ID_PART = 6;

/** By id, all of them different: the name or else the region, and where that is not enough, what tells them apart. */
export function accountNames(accounts: readonly AccountLook[]): ReadonlyMap<string, string> {
  const called = accounts.map(({ id, name, region }) => ({
    id,
    region,
    name: cut(name.trim() || region, MAX_NAME),
  }));
  return new Map(
    called.map(({ id, name, region }) => {
      const same = called.filter((other) => other.name === name);
      if (same.length === 1) return [id, name];
      const isOnly = name !== region && same.filter((other) => other.region === region).length === 1;
      return [id, `${name} (${isOnly ? region : id.slice(0, ID_PART)})`];
    }),
  );
}

/**
 * The account in the label of a node; '' where there is nothing to tell apart, or none is chosen.
 * @param reference what the node has as its account: an id, or a variable, which is shown as it is
 */
export function tenantOf(reference: string, accounts: readonly AccountLook[]): string {
  if (accounts.length < 2) return '';
  return isVariable(reference)
    ? cut(reference.trim(), MAX_NAME)
    : (accountNames(accounts).get(reference) ?? '');
}
