import { checked, choice, number, reference, text } from '../property-types';
import { AUTHS, checkBaseUrl, REGIONS } from '../values/regions';

export const accountProperties = {
  name: text(),
  region: choice('global', REGIONS),
  /** only read for the region `custom` */
  baseUrl: checked('', (url) => (url === '' ? undefined : checkBaseUrl(url))),
  auth: choice('oauth2', AUTHS),
  tls: reference('tls-config', false),
  proxy: reference('http proxy', false),
  /** shared with other servers that run the same flows */
  cluster: reference('mimecast-cluster', false),
  /** seconds */
  timeout: number({ value: 60, min: 1, max: 600 }),
};
