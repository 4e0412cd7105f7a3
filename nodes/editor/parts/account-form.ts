/** The values of the account dialog and the nodes of the workspace, as the admin endpoints expect them. */
import { formValue, selectOf } from './fields';

const FIELDS = [
  'region',
  'baseUrl',
  'auth',
  'clientId',
  'clientSecret',
  'appId',
  'appKey',
  'accessKey',
  'secretKey',
  'timeout',
] as const;
/** The editor only knows whether these are set. */
const SECRETS = ['clientSecret', 'appKey', 'accessKey', 'secretKey'] as const;
const REFERENCES = ['tls', 'proxy'] as const;

/** The id of the selected config node; '' for the value that Node-RED uses for "none". */
export function reference(name: string): string {
  const value = selectOf(`node-config-input-${name}`)?.value ?? '';
  return value === '_ADD_' ? '' : value;
}

/** Whether a config node differs from its deployed version. */
export const isChanged = (id: string): boolean => {
  const node: unknown = id === '' ? null : RED.nodes.node(id);
  return typeof node === 'object' && node !== null && 'changed' in node && node.changed === true;
};

/** Whether TLS or proxy differ from what is deployed: the run time can't use the changes yet. */
export const hasChangedReference = (): boolean => REFERENCES.some((name) => isChanged(reference(name)));

export function accountForm(id: string): Record<string, string | boolean> {
  const body: Record<string, string | boolean> = {};
  for (const name of FIELDS) body[name] = formValue(`node-config-input-${name}`);
  for (const name of REFERENCES) body[name] = reference(name);
  const node: unknown = RED.nodes.node(id);
  if (typeof node === 'object' && node !== null && 'credentials' in node) {
    const { credentials } = node;
    for (const name of SECRETS) {
      const has: unknown =
        typeof credentials === 'object' && credentials !== null
          ? Reflect.get(credentials, `has_${name}`)
          : undefined;
      body[`has_${name}`] = has === true;
    }
  }
  return body;
}

/** Properties that determine what a node reads, and with which account. */
const TOLD = ['id', 'type', 'name', 'z', 'd', 'account', 'feed', 'types', 'checks', 'indicators'] as const;

/**
 * The nodes of this package and the subflows as the editor has them. Of variables only those that select this
 * account.
 */
export function shownNodes(account: string): readonly object[] {
  return RED.nodes.createCompleteNodeSet(false).flatMap((node) => {
    const told = Object.fromEntries(TOLD.map((name) => [name, Reflect.get(node, name)]));
    if (!/^(mimecast-|subflow)/.test(String(told['type']))) return [];
    const env: unknown = Reflect.get(node, 'env');
    const choosing = Array.isArray(env) ? env.filter((entry) => entry?.value === account) : [];
    return [{ ...told, env: choosing }];
  });
}
