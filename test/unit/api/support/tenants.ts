import type { ApiClient } from '../../../../nodes/lib/contracts/api-client';
import { closeAfterEach } from './close-after-each';
import { clientOf, serveTenant, type Tenant, type TenantOptions } from './tenant';
import { withoutJitter } from './without-jitter';

export interface Tenants {
  /** Serves a tenant, with a client of its own. */
  tenant(options?: TenantOptions, settings?: Parameters<typeof clientOf>[1]): Promise<[ApiClient, Tenant]>;
  /** Registers other resources of a test, to close them after it. */
  readonly close: ReturnType<typeof closeAfterEach>;
}

/** Minimal Mimecast servers that end with their test; back-off takes no time. */
export function useTenants(): Tenants {
  withoutJitter();
  const close = closeAfterEach();
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
