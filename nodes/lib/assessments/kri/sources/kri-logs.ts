/** The logs that the indicators read, and the request for each (wire.md 4, 7, 9.3, 10). */
import type { Override } from '../../../properties/node/kri';
import type { WindowLogDefinition } from '../../../streams/window/definition';
import { auditLog } from '../../../streams/window/logs/audit';
import { releasesLog } from '../../../streams/window/logs/held';
import { attachmentLog, impersonationLog, urlLog } from '../../../streams/window/logs/ttp';

const releases = releasesLog();

export const KRI_LOGS = {
  'ttp.impersonation': impersonationLog(),
  'ttp.attachment': attachmentLog({ routes: ['inbound'], results: ['malicious'] }),
  'ttp.attachment.timeout': attachmentLog({ routes: ['inbound'], results: ['timeout'] }),
  'ttp.attachment.error': attachmentLog({ routes: ['inbound'], results: ['error'] }),
  'ttp.url': urlLog({ routes: ['inbound'], results: ['malicious'] }),
  'held.releases': {
    ...releases,
    body: { ...releases.body, filterBy: [{ fieldName: 'status', value: 'released' }] },
  },
  audit: auditLog(),
} as const satisfies Readonly<Record<string, WindowLogDefinition>>;

/** Logs that only the SIEM feed has, with their event type (wire.md 4.3, 12.3). */
export const SIEM_TYPES = { 'siem.internal': 'internal email protect', 'siem.receipt': 'receipt' } as const;

export type SiemLog = keyof typeof SIEM_TYPES;

/** A log at a configured, undocumented path. `start` and `end` name the members of the request that hold the range. */
export interface CustomLog {
  readonly path: string;
  readonly start: string;
  readonly end: string;
  readonly filter: Readonly<Record<string, unknown>>;
}

export function withOverride(
  log: Pick<WindowLogDefinition, 'start' | 'end'> | undefined,
  override: Override,
): CustomLog {
  const { path, filter, start = log?.start ?? 'from', end = log?.end ?? 'to' } = override;
  return { path, filter, start, end };
}
