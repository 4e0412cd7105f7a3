import { configNode, enumOf, listOf, number, text, validatedText } from '../property-types';
import { checkBaseUrl } from '../values/base-url';
import { LINK_HOST } from '../values/host-name';
import { AUTHS, REGIONS, SCENARIOS } from '../values/regions';

export const accountProperties = {
  name: text(),
  region: enumOf('global', REGIONS),
  /** only read for the region `custom` */
  baseUrl: validatedText('', (url) => (url === '' ? undefined : checkBaseUrl(url))),
  /** what the tenant of the region `demo` is like */
  scenario: enumOf('healthy', SCENARIOS),
  auth: enumOf('oauth2', AUTHS),
  tls: configNode('tls-config', false),
  proxy: configNode('http proxy', false),
  /** shared with other servers that run the same flows */
  cluster: configNode('mimecast-cluster', false),
  /** seconds */
  timeout: number({ value: 60, min: 1, max: 600 }),
  /** Hosts that links to files may lead to although they are not public. */
  linkHosts: listOf(LINK_HOST, 'linkHost'),
};
