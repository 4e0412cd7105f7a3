import type { Api1Keys } from '../../api/auth/api1-signer';
import { cleanCredential } from '../../api/auth/credentials';
import { originOf } from '../../api/http/regions';
import type { MimecastError } from '../../contracts/errors';
import { PROPERTIES } from '../../properties';
import { readSettings, type SettingsResult, type ValidationProblem } from '../../properties/property-types';
import { baseUrlProblem } from '../../properties/values/account-validation';
import { type Auth, type Region, regionProblem } from '../../properties/values/regions';
import { configError } from '../node-red/config-error';
import { findUnsetVariable } from '../node-red/parse-config';
import { customerNumber, type DemoTenant } from './demo-tenant';

export interface AccountSettings {
  readonly label: string;
  readonly region: Region;
  /** undefined for the region `demo`: its address is known once the simulated tenant runs */
  readonly origin: string | undefined;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The four keys of API 1.0. When set, client id and secret are not used. */
  readonly legacy: Api1Keys | undefined;
  readonly timeoutMs: number;
  /** in lower case */
  readonly linkHosts: readonly string[];
  /** for the region `demo` */
  readonly demoTenant: DemoTenant;
  /** ids of the tls-config and http proxy nodes, '' for none */
  readonly tls: string;
  readonly proxy: string;
  /** id of the mimecast-cluster node, '' for none */
  readonly cluster: string;
}

export type AccountConfigResult =
  | { readonly ok: true; readonly settings: AccountSettings }
  | {
      readonly ok: false;
      readonly error: MimecastError;
      /** the property whose value is invalid */
      readonly property: string;
    };

type Raw = Readonly<Record<string, unknown>>;
type PropertyProblem = SettingsResult<typeof TABLE>['problems'][number];

const TABLE = PROPERTIES['mimecast-account'];

function missingOAuthCredential(credentials: {
  clientId: string;
  clientSecret: string;
}): PropertyProblem | undefined {
  if (credentials.clientId === '') return { key: 'clientIdMissing', values: {}, property: 'clientId' };
  if (credentials.clientSecret === '') {
    return { key: 'clientSecretMissing', values: {}, property: 'clientSecret' };
  }
  return undefined;
}

const API1_KEY_NAMES = ['appId', 'appKey', 'accessKey', 'secretKey'] as const;

/** Either all four keys are set or none. Reports the first missing one. */
function missingApi1Key(keys: Api1Keys): PropertyProblem | undefined {
  const property = API1_KEY_NAMES.find((name) => keys[name] === '');
  return property && { key: 'legacyKeyMissing', values: { property }, property };
}

function missingCredential(
  auth: Auth,
  credentials: { clientId: string; clientSecret: string },
  keys: Api1Keys,
): PropertyProblem | undefined {
  return auth === 'legacy' ? missingApi1Key(keys) : missingOAuthCredential(credentials);
}

/** The properties of the table, unparsed. Leaves out the base URL where the region does not use one. */
function pickProperties(config: Raw): Raw {
  const custom = String(config['region'] ?? '').trim() === 'custom';
  const names = Object.keys(TABLE).filter((name) => name !== 'baseUrl' || custom);
  return Object.fromEntries(names.map((name) => [name, config[name]]));
}

const invalid = ({ property, ...problem }: PropertyProblem): AccountConfigResult => ({
  ok: false,
  error: configError(namesItsSubject(problem) ? problem : { ...problem, property }),
  property,
});

/** These messages name their subject already, so they need no property name in front. */
const namesItsSubject = ({ key }: ValidationProblem): boolean =>
  /^(url|clientId|clientSecret|legacyKey)/.test(key);

/** Repeats the checks of the editor: values may come from variables, old flows or the admin API. */
export function parseAccountConfig(config: Raw, rawCredentials: Raw): AccountConfigResult {
  const properties = pickProperties(config);
  const credentials = {
    clientId: cleanCredential(rawCredentials['clientId']),
    clientSecret: cleanCredential(rawCredentials['clientSecret']),
  };
  const keys: Api1Keys = {
    appId: cleanCredential(rawCredentials['appId']),
    appKey: cleanCredential(rawCredentials['appKey']),
    accessKey: cleanCredential(rawCredentials['accessKey']),
    secretKey: cleanCredential(rawCredentials['secretKey']),
  };
  const unsetProblem = findUnsetVariable({ ...properties, ...credentials, ...keys });
  if (unsetProblem !== undefined) return invalid(unsetProblem);
  const { settings, problems } = readSettings(TABLE, properties);
  if (settings === undefined) {
    return invalid(problems[0] ?? { key: 'choice', values: {}, property: 'region' });
  }
  const { name, region, scenario, baseUrl, auth, timeout, linkHosts, tls, proxy, cluster } = settings;
  const regionError = regionProblem(region, auth);
  if (regionError !== undefined) return invalid({ ...regionError, property: 'region' });
  const urlError = baseUrlProblem(region, baseUrl);
  if (urlError !== undefined) return invalid({ ...urlError, property: 'baseUrl' });
  const credentialError = region === 'demo' ? undefined : missingCredential(auth, credentials, keys);
  if (credentialError !== undefined) return invalid(credentialError);
  return {
    ok: true,
    settings: {
      label: name === '' ? region : name,
      region,
      origin: region === 'demo' ? undefined : originOf(region, baseUrl, auth),
      ...credentials,
      legacy: auth === 'legacy' ? keys : undefined,
      timeoutMs: timeout * 1000,
      linkHosts: linkHosts.map((host) => host.toLowerCase()),
      demoTenant: { scenario, number: customerNumber(name) },
      tls,
      proxy,
      cluster,
    },
  };
}
