import type { NodeAPI } from 'node-red';
import { createClient } from '../lib/api/client';
import { testConnection } from '../lib/api/connection-test';
import type { AccountDeps } from '../lib/runtime/account/account';
import { type AccountNode, initAccountNode } from '../lib/runtime/account/account-node';
import { registerAccountTest } from '../lib/runtime/admin/account-test';
import { registerAuditCategories } from '../lib/runtime/admin/audit-categories';
import { registerDiagnostics } from '../lib/runtime/admin/diagnostics';
import { registerPermissionCheck } from '../lib/runtime/admin/permissions';
import { registerPositions } from '../lib/runtime/admin/positions';
import { registerPreview } from '../lib/runtime/admin/preview';
import { registerMetrics } from '../lib/runtime/metrics/metrics-route';
import { registerNode } from '../lib/runtime/node-red/register-node';
import { registerOverviewPage } from '../lib/runtime/overview/overview-page';
import { registerOverview } from '../lib/runtime/overview/routes';

const deps: AccountDeps = {
  createClient,
  // Loaded lazily: only the region `demo` needs the simulated tenant.
  startDemo: async (tenant) => {
    const demo: typeof import('../lib/simulator/demo') = require('../lib/simulator/demo');
    return demo.startDemoTenant(tenant);
  },
};

export = (RED: NodeAPI): void => {
  registerNode<AccountNode>(RED, 'mimecast-account', (_RED, node, config) =>
    initAccountNode(RED, node, config, deps),
  );
  registerAccountTest(RED, { ...deps, testConnection });
  registerAuditCategories(RED);
  registerPermissionCheck(RED, deps);
  registerDiagnostics(RED);
  // Registered here because every source needs this module, and it is loaded only once.
  registerPositions(RED);
  registerMetrics(RED);
  registerPreview(RED);
  registerOverview(RED);
  registerOverviewPage(RED);
};
