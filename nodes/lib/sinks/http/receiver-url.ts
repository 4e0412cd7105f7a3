/** The addresses of a receiver, from what the user has entered. Pure. */
import type { HttpReceiver } from '../../properties/node/http';

const HEC_EVENT = '/services/collector/event';
/** the version of Azure Logs Ingestion that requests are made for */
const AZURE_API_VERSION = '2023-01-01';

const AZURE_PATH = /^\/dataCollectionRules\/[^/]+\/streams\/[^/]+\/?$/i;

/** Whether the address names a data collection rule and a stream. */
export const isAzureUrl = (url: string): boolean => AZURE_PATH.test(new URL(url).pathname);

/** An address without a path gets that of the receiver's interface. */
export function receiverUrl(receiver: HttpReceiver, address: string): string {
  const url = new URL(address);
  if (receiver === 'hec' && url.pathname === '/') url.pathname = HEC_EVENT;
  if (receiver === 'elastic' && !/\/_bulk\/?$/.test(url.pathname))
    url.pathname = `${url.pathname.replace(/\/$/, '')}/_bulk`;
  if (receiver === 'azure' && !url.searchParams.has('api-version'))
    url.searchParams.set('api-version', AZURE_API_VERSION);
  return url.href;
}

/** Characters. Shorter values are options, such as the name of a pipeline. */
const MIN_SECRET = 16;

/**
 * What an address may contain as a secret: a token or a signature in its query, and the path of a webhook. A receiver
 * repeats them in a page such as `Cannot POST /…`.
 */
export function addressSecrets(receiver: HttpReceiver, address: string): readonly string[] {
  const { pathname, searchParams } = new URL(address);
  const path = receiver === 'json' || receiver === 'ndjson' ? pathname.split('/') : [];
  const parts = [...searchParams.values(), ...path].filter(({ length }) => length >= MIN_SECRET);
  return parts.flatMap((part) => [part, encodeURIComponent(part)]);
}

/** Where HEC tells whether requests of a channel are indexed: beside the address of events. */
export function indexerAckUrl(eventUrl: string, channel: string): string {
  const url = new URL(eventUrl);
  url.pathname = `${url.pathname.replace(/(\/(event|raw)(\/1\.0)?)?\/?$/, '')}/ack`;
  url.searchParams.set('channel', channel);
  return url.href;
}

interface AzureCloud {
  readonly host: RegExp;
  readonly login: string;
  readonly scope: string;
}

const PUBLIC_CLOUD: AzureCloud = {
  host: /\.azure\.com$/,
  login: 'https://login.microsoftonline.com',
  scope: 'https://monitor.azure.com/.default',
};
const CLOUDS: readonly AzureCloud[] = [
  PUBLIC_CLOUD,
  {
    host: /\.azure\.us$/,
    login: 'https://login.microsoftonline.us',
    scope: 'https://monitor.azure.us/.default',
  },
  {
    host: /\.azure\.cn$/,
    login: 'https://login.chinacloudapi.cn',
    scope: 'https://monitor.azure.cn/.default',
  },
];

/** Where the token for an address comes from, by the cloud that the address belongs to. */
export function azureLogin(url: string, tenantId: string): { tokenUrl: string; scope: string } {
  const { hostname } = new URL(url);
  const { login, scope } = CLOUDS.find(({ host }) => host.test(hostname)) ?? PUBLIC_CLOUD;
  return { tokenUrl: `${login}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`, scope };
}
