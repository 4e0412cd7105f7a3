/** The tenant of `npm start`, from the environment. */
import type { AccountChoice } from './harness/node-red/example';

export interface RealTenant {
  readonly account: AccountChoice;
  /** The environment of Node-RED, so that the flow can contain names instead of secrets. */
  readonly env: Readonly<Record<string, string>>;
}

const ID = 'MIMECAST_CLIENT_ID';
const SECRET = 'MIMECAST_CLIENT_SECRET';

/**
 * @returns undefined when nothing is set: then a simulated tenant is used
 * @throws when only half of it is set, or a custom region has no address
 */
export function tenantFrom(env: NodeJS.ProcessEnv): RealTenant | undefined {
  const clientId = env[ID] ?? '';
  const clientSecret = env[SECRET] ?? '';
  if (clientId === '' && clientSecret === '') return undefined;
  if (clientId === '' || clientSecret === '') {
    throw new Error(`set both ${ID} and ${SECRET} for your own tenant, or neither for the simulated one`);
  }
  const region = env['MIMECAST_REGION'] || 'global';
  const baseUrl = env['MIMECAST_BASE_URL'] ?? '';
  if (region === 'custom' && baseUrl === '')
    throw new Error('MIMECAST_REGION=custom needs MIMECAST_BASE_URL');
  return {
    account: { region, baseUrl, credentials: { clientId: `\${${ID}}`, clientSecret: `\${${SECRET}}` } },
    env: { [ID]: clientId, [SECRET]: clientSecret },
  };
}
