/** Adds the account to the labels of nodes when there is more than one. */

import type { CheckboxOption } from '../fields/checkbox-list';
import { effectiveValues } from '../fields/effective-values';
import { type AccountInfo, accountLabel } from './account-names';
import { MAX_LABEL, MAX_WITH_ACCOUNT } from './node-label';

const ACCOUNT_TYPE = 'mimecast-account';
const NODE_EVENTS = ['nodes:add', 'nodes:change', 'nodes:remove'] as const;

const stringOf = (node: object, property: string): string => {
  const value: unknown = Reflect.get(node, property);
  return typeof value === 'string' ? value : '';
};

function listAccounts(): readonly AccountInfo[] {
  const accounts: AccountInfo[] = [];
  RED.nodes.eachConfig((node) => {
    if (stringOf(node, 'type') === ACCOUNT_TYPE)
      accounts.push({ id: stringOf(node, 'id'), ...effectiveValues(node, ACCOUNT_TYPE) });
    return true;
  });
  return accounts;
}

/** For a list of accounts to select from, by name. */
export const accountOptions = (): readonly CheckboxOption[] =>
  listAccounts()
    .map(({ id, name, region }) => ({ value: id, name: name.trim() || region, about: region }))
    .sort((one, other) => one.name.localeCompare(other.name));

/**
 * A generated label with the account appended.
 * @param label creates the label with at most this many characters
 */
export function withAccountLabel(label: (max: number) => string, account: string): string {
  const suffix = accountLabel(account, listAccounts()).replace(/^(?=.)/, ' · ');
  return `${label(Math.min(MAX_LABEL, MAX_WITH_ACCOUNT - suffix.length))}${suffix}`;
}

/** Redraws the nodes of this package when accounts are added, removed or changed. Call it once. */
export function watchAccounts(): void {
  const redraw = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || stringOf(node, 'type') !== ACCOUNT_TYPE) return;
    RED.nodes.eachNode((one) => {
      if (stringOf(one, 'type').startsWith('mimecast-')) Reflect.set(one, 'dirty', true);
      return true;
    });
    RED.view.redraw();
  };
  for (const event of NODE_EVENTS) RED.events.on(event, redraw);
}
