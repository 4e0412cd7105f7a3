import type { ApiClient } from '../../../../nodes/lib/api/types';
import { closing } from './closing';
import { clientOf, serveTenant, type Tenant, type TenantOptions } from './tenant';
import { withoutJitter } from './tries';

export interface Tenants {
  /** Serves a tenant, with a client of its own. */
  tenant(options?: TenantOptions, settings?: Parameters<typeof clientOf>[1]): Promise<[ApiClient, Tenant]>;
  /** Takes what else a test has opened, to close it after the test. */
  readonly close: ReturnType<typeof closing>;
}

/** Mimecasts of a few lines, which end with their test; back-off takes no time. */
export function tenants(): Tenants {
  withoutJitter();
  const close = closing();
  return {
    async tenant(options = {}, settings = {}) {
      const served = await serveTenant(options);
      const client = clientOf(served.server.origin, settings);
      close(client, served.server);
      return [client, served];
    },
    close,
  };
}
