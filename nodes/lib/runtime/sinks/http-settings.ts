/** The settings of an HTTP sink: properties, credentials, TLS and proxy nodes. */
import type { Node, NodeAPI } from 'node-red';
import type { MimecastError } from '../../contracts/errors';
import type { CREDENTIALS } from '../../properties/credentials';
import { httpProperties } from '../../properties/node/http';
import type { Settings, ValidationProblem } from '../../properties/property-types';
import { isLoopback } from '../../properties/values/base-url';
import { type HttpHeaders, isHeaderValue } from '../../properties/values/http-headers';
import { addressSecrets, azureLogin, isAzureUrl, receiverUrl } from '../../sinks/http/receiver-url';
import type { HttpLogin, HttpSinkSettings } from '../../sinks/http/settings';
import { SECOND_MS } from '../../util/time';
import { configError } from '../node-red/config-error';
import { resolveNetworkConfig } from '../node-red/network-config';
import { type Config, findUnsetVariable, parseConfig } from '../node-red/parse-config';

type NodeSettings = Settings<typeof httpProperties>;
type Credentials = Readonly<Record<keyof (typeof CREDENTIALS)['mimecast-http'], string>>;
type Problem = ValidationProblem & { readonly property?: string };

export type HttpSettingsResult =
  | { readonly ok: true; readonly settings: HttpSinkSettings }
  | { readonly ok: false; readonly error: MimecastError };

type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

const ok = <T>(value: T): Result<T> => ({ ok: true, value });
const invalid = (key: string, property: string, values: Problem['values'] = {}): Result<never> => ({
  ok: false,
  problem: { key, values, property },
});

export function readHttpSettings(RED: NodeAPI, node: Node, config: Config): HttpSettingsResult {
  const configResult = parseConfig(httpProperties, config);
  if (!configResult.ok) return configResult;
  const { settings } = configResult;
  const url = checkedUrl(settings);
  if (!url.ok) return failed(url.problem);
  const credentials = readCredentials(node.credentials);
  if (!credentials.ok) return failed(credentials.problem);
  const login = loginOf(settings, credentials.value);
  if (!login.ok) return failed(login.problem);
  const headers = resolveHeaders(settings.headers, (name) =>
    RED.util.evaluateNodeProperty(name, 'env', node, {}),
  );
  if (!headers.ok) return failed(headers.problem);
  const network = resolveNetworkConfig(RED, settings);
  if (!network.ok) return failed(network.problem);
  const { receiver, gzip, batchBytes, batchTime, timeout, indexerAck } = settings;
  return {
    ok: true,
    settings: {
      receiver,
      url: receiverUrl(receiver, url.value),
      headers: headers.value.headers,
      login: login.value,
      gzip,
      batchBytes: receiver === 'azure' ? Math.min(batchBytes, MAX_AZURE_BYTES) : batchBytes,
      batchMs: batchTime * SECOND_MS,
      timeoutMs: timeout * SECOND_MS,
      indexerAck: indexerAck && receiver === 'hec',
      ...network.network,
      secrets: [
        ...Object.values(credentials.value),
        ...headers.value.secrets,
        ...addressSecrets(receiver, url.value),
      ],
    },
  };
}

/** Azure refuses requests of more than 1 MB, before and after gzip. */
const MAX_AZURE_BYTES = 1_000_000;

const failed = (problem: Problem): HttpSettingsResult => ({ ok: false, error: configError(problem) });

function checkedUrl({ receiver, url }: NodeSettings): Result<string> {
  if (receiver !== 'azure') return ok(url);
  if (!isAzureUrl(url)) return invalid('receiverAzureUrl', 'url');
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || isLoopback(hostname) ? ok(url) : invalid('receiverAzureHttps', 'url');
}

function readCredentials(stored: unknown): Result<Credentials> {
  const raw: Readonly<Record<string, unknown>> = Object.assign({}, stored);
  const text = (name: keyof Credentials): string => String(raw[name] ?? '').trim();
  const credentials: Credentials = {
    token: text('token'),
    username: text('username'),
    password: text('password'),
    clientId: text('clientId'),
    clientSecret: text('clientSecret'),
  };
  const unset = findUnsetVariable(credentials);
  return unset === undefined ? ok(credentials) : { ok: false, problem: unset };
}

function loginOf(settings: NodeSettings, credentials: Credentials): Result<HttpLogin> {
  if (settings.receiver === 'azure') return clientCredentials(settings, credentials);
  const { token, username, password } = credentials;
  const hasOwnHeader = 'authorization' in settings.headers;
  if (settings.receiver === 'hec') {
    if (token !== '') return header('token', `Splunk ${token}`);
    return hasOwnHeader ? ok({ kind: 'none' }) : invalid('receiverToken', 'token');
  }
  if (token !== '' && username !== '') return invalid('receiverLogin', 'token');
  if (token !== '')
    return header('token', `${settings.receiver === 'elastic' ? 'ApiKey' : 'Bearer'} ${token}`);
  if (username === '' && password === '') return ok({ kind: 'none' });
  return ok({
    kind: 'header',
    value: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
  });
}

const header = (property: string, value: string): Result<HttpLogin> =>
  isHeaderValue(value)
    ? ok({ kind: 'header', value })
    : invalid('receiverCredential', property, { property });

function clientCredentials(
  { url, tenantId, tokenUrl }: NodeSettings,
  { clientId, clientSecret }: Credentials,
): Result<HttpLogin> {
  const missing = clientId === '' || clientSecret === '' || (tenantId === '' && tokenUrl === '');
  if (missing) return invalid('receiverAzureLogin', 'clientId');
  const login = azureLogin(url, tenantId);
  return ok({
    kind: 'client-credentials',
    ...login,
    ...(tokenUrl === '' ? {} : { tokenUrl }),
    clientId,
    clientSecret,
  });
}

const VARIABLES = /\$\{([^}]+)\}/g;
/** Headers whose value is a secret, also where it is not a variable. */
const SECRET_HEADER = /auth|token|key|secret|cookie|signature/;

interface ResolvedHeaders {
  readonly headers: HttpHeaders;
  /** values that must not be shown */
  readonly secrets: readonly string[];
}

/** Node-RED replaces `${NAME}` only where it is the whole property, so the values of the object are replaced here. */
function resolveHeaders(
  stored: HttpHeaders,
  readVariable: (name: string) => unknown,
): Result<ResolvedHeaders> {
  const headers: Record<string, string> = {};
  const secrets: string[] = [];
  for (const [name, text] of Object.entries(stored)) {
    let unset: string | undefined;
    const value = text.replace(VARIABLES, (_whole, variable: string) => {
      const found = readVariable(variable);
      if (found === undefined || found === null || found === '') unset = variable;
      else secrets.push(String(found));
      return String(found ?? '');
    });
    if (unset !== undefined) return invalid('variableUnset', 'headers', { name: unset });
    if (!isHeaderValue(value)) return invalid('headerValue', 'headers', { value: name });
    if (SECRET_HEADER.test(name)) secrets.push(value, value.replace(/^\S+ /, ''));
    headers[name] = value;
  }
  return ok({ headers, secrets });
}
