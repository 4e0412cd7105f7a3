/** A temporary account built from the values of an open dialog, before anything is deployed. */

import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { admin as adminMessages } from '../../../locales/en-US/shared.json';
import type { ErrorCode } from '../../contracts/error-codes';
import { MimecastError } from '../../contracts/errors';
import { API1_ORIGINS, REGION_ORIGINS } from '../../properties/values/regions';
import { createRedactor, type Redactor } from '../../util/redaction/redactor';
import { type Account, type AccountDeps, createAccount } from '../account/account';
import { isAccountNode, rememberingHosts } from '../account/account-node';
import { parseAccountConfig } from '../account/account-settings';
import { resolveNetworkConfig } from '../node-red/network-config';
import {
  PASSWORD_PLACEHOLDER,
  type ReadVariable,
  type ResolvedValues,
  resolveVariables,
  textField,
  variableReader,
} from './dialog-values';

export const accountForm = z.object({
  region: textField,
  scenario: textField,
  baseUrl: textField,
  clientId: textField,
  clientSecret: textField,
  auth: textField,
  appId: textField,
  appKey: textField,
  accessKey: textField,
  secretKey: textField,
  timeout: z.union([z.string().max(20), z.number()]).default(''),
  linkHosts: textField,
  tls: textField,
  proxy: textField,
  has_clientSecret: z.boolean().default(false),
  has_appKey: z.boolean().default(false),
  has_accessKey: z.boolean().default(false),
  has_secretKey: z.boolean().default(false),
});
export type AccountForm = z.infer<typeof accountForm>;

/** The form values can't be used; `text` holds no secret. */
export interface DraftRejected {
  readonly ok: false;
  readonly text: string;
  readonly code: ErrorCode;
}
export type DraftResult<T> = { readonly ok: true; readonly value: T } | DraftRejected;

const rejected = (text: string, code: ErrorCode = 'MIMECAST_CONFIG'): DraftRejected => ({
  ok: false,
  text,
  code,
});
const toText = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Secrets that Node-RED never sends to editors. */
const SECRET_NAMES = ['clientSecret', 'appKey', 'accessKey', 'secretKey'] as const;
type SecretName = (typeof SECRET_NAMES)[number];

/** The credentials that each kind of authentication uses. */
const CREDENTIALS_BY_AUTH = {
  oauth2: { ids: ['clientId'], secrets: ['clientSecret'] },
  legacy: { ids: ['appId'], secrets: ['appKey', 'accessKey', 'secretKey'] },
} as const satisfies Readonly<
  Record<string, { readonly ids: readonly string[]; readonly secrets: readonly SecretName[] }>
>;

const secretsOf = (credentials: Readonly<Record<string, unknown>>): DeployedAccount['secrets'] => ({
  clientSecret: toText(credentials['clientSecret']),
  appKey: toText(credentials['appKey']),
  accessKey: toText(credentials['accessKey']),
  secretKey: toText(credentials['secretKey']),
});

interface DeployedAccount {
  /** Origin to which the deployed node sends its credentials. */
  readonly origin: string | undefined;
  readonly secrets: Readonly<Record<SecretName, string>>;
  readonly readVariable: ReadVariable;
}

function findDeployedAccount(RED: NodeAPI, id: string): DeployedAccount {
  const node = RED.nodes.getNode(id);
  if (!isAccountNode(node)) {
    return { origin: undefined, secrets: secretsOf({}), readVariable: variableReader(RED, undefined) };
  }
  return {
    origin: node.account.origin,
    secrets: secretsOf({ ...node.credentials }),
    readVariable: variableReader(RED, node),
  };
}

interface ResolvedForm extends ResolvedValues {
  /** Where credentials that were not typed come from. */
  readonly secretOrigin: 'stored' | 'variable' | undefined;
}

/**
 * The form values, with stored secrets filled in where they were left unchanged, and with variables replaced.
 */
function resolve(form: AccountForm, deployed: DeployedAccount): ResolvedForm {
  const {
    has_clientSecret: clientSecret,
    has_appKey: appKey,
    has_accessKey: accessKey,
    has_secretKey: secretKey,
    ...fields
  } = form;
  const has = { clientSecret, appKey, accessKey, secretKey };
  const { values, variables } = resolveVariables(fields, deployed.readVariable);
  const { ids, secrets } = CREDENTIALS_BY_AUTH[values['auth'] === 'legacy' ? 'legacy' : 'oauth2'];
  const unchanged = secrets.filter(
    (name) => form[name] === PASSWORD_PLACEHOLDER || (form[name] === '' && has[name]),
  );
  for (const name of unchanged) values[name] = deployed.secrets[name];
  const stored = unchanged.length > 0;
  const variable = [...ids, ...secrets].some((name) => variables.has(name));
  return { values, variables, secretOrigin: stored ? 'stored' : variable ? 'variable' : undefined };
}

/**
 * Otherwise anyone who may press the button could send a stored secret to any host. A secret that was not
 * typed may go only to the origin of the deployed node. Values of variables may also go to Mimecast itself.
 */
function maySendSecretTo(
  secretOrigin: ResolvedForm['secretOrigin'],
  origin: string | undefined,
  deployed: DeployedAccount,
): boolean {
  if (secretOrigin === undefined || origin === undefined || origin === deployed.origin) return true;
  const mimecastOrigins: readonly string[] = [
    ...Object.values(REGION_ORIGINS),
    ...Object.values(API1_ORIGINS),
  ];
  return secretOrigin === 'variable' && mimecastOrigins.includes(origin);
}

/** The dialog shows the result. */
const SILENT = { log: () => undefined, debug: () => undefined };

/** Works with the temporary account, which is closed afterwards. */
type DraftAction<T> = (account: Account, region: string) => Promise<T>;

async function run<T>(
  RED: NodeAPI,
  { values, variables, secretOrigin }: ResolvedForm,
  deployed: DeployedAccount,
  { deps, use }: { readonly deps: AccountDeps; readonly use: DraftAction<T> },
): Promise<DraftResult<T>> {
  const { clientId, appId, clientSecret, appKey, accessKey, secretKey, ...config } = values;
  const { secrets } = CREDENTIALS_BY_AUTH[config['auth'] === 'legacy' ? 'legacy' : 'oauth2'];
  if (secretOrigin === 'stored' && secrets.some((name) => values[name] === '') && config['region'] !== 'demo')
    return rejected(adminMessages.notDeployed);
  const configResult = parseAccountConfig(config, {
    clientId,
    clientSecret,
    appId,
    appKey,
    accessKey,
    secretKey,
  });
  if (!configResult.ok) {
    const { property, error } = configResult;
    return rejected(variables.has(property) ? `${property}: ${adminMessages.variable}` : error.message);
  }
  const { region, origin, tls, proxy } = configResult.settings;
  if (!maySendSecretTo(secretOrigin, origin, deployed)) return rejected(adminMessages.typeAgain);
  const network = resolveNetworkConfig(RED, { tls, proxy });
  if (!network.ok && /Missing$/.test(network.problem.key)) return rejected(adminMessages.networkNotDeployed);
  const account = createAccount(configResult, network, {
    ...rememberingHosts(RED, deps, SILENT),
    // A person waits at the dialog, so the first error counts and there are no retries.
    createClient: (options) => deps.createClient({ ...options, tries: 1 }),
  });
  try {
    return { ok: true, value: await use(account, region) };
  } finally {
    await account.close();
  }
}

/**
 * Creates the account that a dialog shows, runs `use` with it, and closes it. Never rejects.
 * @param redacted receives the result of `use` and a redactor that knows every secret involved
 */
export async function withDraftAccount<T, R>(
  RED: NodeAPI,
  { id, form, deps }: { readonly id: string; readonly form: AccountForm; readonly deps: AccountDeps },
  use: DraftAction<T>,
  redacted: (value: T, redactor: Redactor) => R,
): Promise<DraftResult<R>> {
  const deployed = findDeployedAccount(RED, id);
  const resolved = resolve(form, deployed);
  const credentialValues = ['clientId', 'appId', ...SECRET_NAMES].map((name) =>
    toText(resolved.values[name]),
  );
  const redactor = createRedactor([...Object.values(deployed.secrets), ...credentialValues]);
  const outcome = await run(RED, resolved, deployed, { deps, use }).catch((error: unknown) =>
    error instanceof MimecastError ? rejected(error.message, error.code) : rejected(adminMessages.failed),
  );
  return outcome.ok
    ? { ok: true, value: redacted(outcome.value, redactor) }
    : { ...outcome, text: redactor.redact(outcome.text) };
}
