/** Adds the account to the labels of nodes when there is more than one. */
import { type AccountLook, tenantOf } from './account-names';
import { MAX_LABEL, MAX_WITH_ACCOUNT } from './label';

const ACCOUNT = 'mimecast-account';
const EVENTS = ['nodes:add', 'nodes:change', 'nodes:remove'] as const;

const textOf = (node: object, property: string): string => {
  const value: unknown = Reflect.get(node, property);
  return typeof value === 'string' ? value : '';
};

function accountsShown(): readonly AccountLook[] {
  const accounts: AccountLook[] = [];
  RED.nodes.eachConfig((node) => {
    if (textOf(node, 'type') === ACCOUNT)
      accounts.push({ id: textOf(node, 'id'), name: textOf(node, 'name'), region: textOf(node, 'region') });
    return true;
  });
  return accounts;
}

/**
 * A generated label with the account appended.
 * @param label creates the label with at most this many characters
 */
export function withTenant(label: (most: number) => string, account: string | number): string {
  const behind = tenantOf(String(account), accountsShown()).replace(/^(?=.)/, ' · ');
  return `${label(Math.min(MAX_LABEL, MAX_WITH_ACCOUNT - behind.length))}${behind}`;
}

/** Redraws the nodes of this package when accounts are added, removed or changed. Call it once. */
export function watchAccounts(): void {
  const redraw = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || textOf(node, 'type') !== ACCOUNT) return;
    RED.nodes.eachNode((one) => {
      if (textOf(one, 'type').startsWith('mimecast-')) Reflect.set(one, 'dirty', true);
      return true;
    });
    RED.view.redraw();
  };
  for (const event of EVENTS) RED.events.on(event, redraw);
}
