/** The environment of the programs we start: a list of what they need, not a copy of ours. */
import { homedir } from 'node:os';
import { join } from 'node:path';

const SYSTEM = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'SystemRoot', 'ComSpec', 'PATHEXT'];

/** Only for a real tenant: a simulated one is on this machine. */
const NETWORK = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];
const TRUST = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];

/** How npm finds the registry and its cache although HOME is another one. */
function npmSettings(): NodeJS.ProcessEnv {
  const from = process.env;
  return {
    npm_config_cache: from['npm_config_cache'] ?? join(homedir(), '.npm'),
    npm_config_userconfig: from['npm_config_userconfig'] ?? join(homedir(), '.npmrc'),
    npm_config_globalconfig: from['npm_config_globalconfig'],
    npm_config_registry: from['npm_config_registry'],
    npm_config_prefer_offline: 'true',
    npm_config_update_notifier: 'false',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
  };
}

function picked(names: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

/**
 * @param home the home folder of the program, so that it neither reads nor writes the real one
 * @param options.network also proxies and certificate authorities
 */
export function environment(home: string, options: { network: boolean }): NodeJS.ProcessEnv {
  const all = {
    ...picked(SYSTEM),
    ...npmSettings(),
    ...(options.network ? picked([...NETWORK, ...TRUST]) : {}),
    HOME: home,
    USERPROFILE: home,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
