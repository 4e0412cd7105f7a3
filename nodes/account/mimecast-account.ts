import type { NodeAPI, NodeDef } from 'node-red';
import { createClient } from '../lib/api/client';
import { testConnection } from '../lib/api/connection-test';
import { CREDENTIALS } from '../lib/properties/credentials';
import { type AccountDeps, createAccount } from '../lib/runtime/account/account';
import type { AccountNode } from '../lib/runtime/account/account-node';
import { parseAccountConfig } from '../lib/runtime/account/account-settings';
import { registerAccountTest } from '../lib/runtime/admin/account-test';
import { registerAuditCategories } from '../lib/runtime/admin/audit-categories';
import { registerDiagnostics } from '../lib/runtime/admin/diagnostics-endpoint';
import { registerPermissionCheck } from '../lib/runtime/admin/permissions';
import { registerSourceAdmin } from '../lib/runtime/admin/positions';
import { registerPreview } from '../lib/runtime/admin/preview';
import { findMembership } from '../lib/runtime/cluster/account-membership';
import { resolveNetworkConfig } from '../lib/runtime/node-red/network-config';

type Config = NodeDef & Readonly<Record<string, unknown>>;

const deps: AccountDeps = {
  createClient,
  // Loaded lazily: only the region `demo` needs the simulated tenant.
  startDemo: async () => {
    const demo: typeof import('../lib/simulator/demo') = require('../lib/simulator/demo');
    return demo.startDemoTenant();
  },
};

export = (RED: NodeAPI): void => {
  function MimecastAccount(this: AccountNode, config: Config): void {
    RED.nodes.createNode(this, config);
    // Not RED.nodes.getCredentials: `${NAME}` is replaced only here.
    const configResult = parseAccountConfig(config, { ...this.credentials });
    const { tls, proxy } = configResult.ok ? configResult.settings : { tls: '', proxy: '' };
    const account = createAccount(
      configResult,
      resolveNetworkConfig(RED, { tls, proxy }),
      deps,
      findMembership(RED, configResult.ok ? configResult.settings : undefined),
    );
    this.account = account;
    const problem = account.problem();
    if (problem !== undefined) this.warn(problem.message);
    this.on('close', (_removed: boolean, done: () => void) => {
      account.close().then(done, done);
    });
  }
  RED.nodes.registerType<AccountNode, Config, object, object>('mimecast-account', MimecastAccount, {
    credentials: CREDENTIALS['mimecast-account'],
  });
  registerAccountTest(RED, { ...deps, testConnection });
  registerAuditCategories(RED);
  registerPermissionCheck(RED, deps);
  registerDiagnostics(RED);
  // Registered here because every source needs this module, and it is loaded only once.
  registerSourceAdmin(RED);
  registerPreview(RED);
};
