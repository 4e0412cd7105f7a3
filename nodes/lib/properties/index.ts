/** All node properties with defaults and validation. The editor and the run time use the same table. */
import { accountProperties } from './account';
import { ackProperties } from './ack';
import { auditProperties } from './audit';
import { clusterProperties } from './cluster';
import { directoryProperties } from './directory';
import { dlpProperties } from './dlp';
import { fileProperties } from './file';
import { formatProperties } from './format';
import { heldProperties } from './held';
import type { PropertyTable } from './kinds';
import { kriProperties } from './kri';
import { policyCheckProperties } from './policy-check';
import { requestProperties } from './request';
import { siemProperties } from './siem';
import { syslogProperties } from './syslog';
import { ttpProperties } from './ttp';

export const PROPERTIES = {
  'mimecast-account': accountProperties,
  'mimecast-ack': ackProperties,
  'mimecast-audit': auditProperties,
  'mimecast-cluster': clusterProperties,
  'mimecast-directory': directoryProperties,
  'mimecast-dlp': dlpProperties,
  'mimecast-file': fileProperties,
  'mimecast-format': formatProperties,
  'mimecast-held': heldProperties,
  'mimecast-kri': kriProperties,
  'mimecast-policy-check': policyCheckProperties,
  'mimecast-request': requestProperties,
  'mimecast-siem': siemProperties,
  'mimecast-syslog': syslogProperties,
  'mimecast-ttp': ttpProperties,
} as const satisfies Readonly<Record<string, PropertyTable>>;

export type NodeType = keyof typeof PROPERTIES;
