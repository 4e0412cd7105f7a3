/** The values of the account dialog and the nodes of the workspace, as the admin endpoints expect them. */
import { formValue, selectOf } from '../fields/fields';

const FORM_FIELDS = [
  'region',
  'scenario',
  'baseUrl',
  'auth',
  'clientId',
  'clientSecret',
  'appId',
  'appKey',
  'accessKey',
  'secretKey',
  'timeout',
  'linkHosts',
] as const;
/** The editor only knows whether these are set. */
const SECRET_FIELDS = ['clientSecret', 'appKey', 'accessKey', 'secretKey'] as const;
const CONFIG_NODE_FIELDS = ['tls', 'proxy'] as const;

/** The id of the selected config node; '' for the value that Node-RED uses for "none". */
export function configNodeId(name: string): string {
  const value = selectOf(`node-config-input-${name}`)?.value ?? '';
  return value === '_ADD_' ? '' : value;
}

/** Whether a config node differs from its deployed version. */
export const isChanged = (id: string): boolean => {
  const node: unknown = id === '' ? null : RED.nodes.node(id);
  return typeof node === 'object' && node !== null && 'changed' in node && node.changed === true;
};

/** Whether TLS or proxy differ from what is deployed: the run time can't use the changes yet. */
export const hasChangedReference = (): boolean =>
  CONFIG_NODE_FIELDS.some((name) => isChanged(configNodeId(name)));

export function accountForm(id: string): Record<string, string | boolean> {
  const body: Record<string, string | boolean> = {};
  for (const name of FORM_FIELDS) body[name] = formValue(`node-config-input-${name}`);
  for (const name of CONFIG_NODE_FIELDS) body[name] = configNodeId(name);
  const node: unknown = RED.nodes.node(id);
  if (typeof node === 'object' && node !== null && 'credentials' in node) {
    const { credentials } = node;
    for (const name of SECRET_FIELDS) {
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
const SENT_PROPERTIES = [
  'id',
  'type',
  'name',
  'z',
  'd',
  'account',
  'feed',
  'types',
  'checks',
  'indicators',
] as const;

/**
 * The nodes of this package and the subflows as the editor has them. Variables are included only where they
 * select this account.
 */
export function editorNodes(account: string): readonly object[] {
  return RED.nodes.createCompleteNodeSet(false).flatMap((node) => {
    const properties = Object.fromEntries(SENT_PROPERTIES.map((name) => [name, Reflect.get(node, name)]));
    if (!/^(mimecast-|subflow)/.test(String(properties['type']))) return [];
    const env: unknown = Reflect.get(node, 'env');
    const choosing = Array.isArray(env) ? env.filter((entry) => entry?.value === account) : [];
    return [{ ...properties, env: choosing }];
  });
}
