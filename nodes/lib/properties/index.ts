/** All node properties with defaults and validation. The editor and the run time use the same table. */
import { accountProperties } from './node/account';
import { ackProperties } from './node/ack';
import { kriProperties } from './node/assessments/kri';
import { policyCheckProperties } from './node/assessments/policy-check';
import { reportProperties } from './node/assessments/report';
import { auditProperties } from './node/audit';
import { clusterProperties } from './node/cluster';
import { directoryProperties } from './node/directory';
import { dlpProperties } from './node/dlp';
import { fileProperties } from './node/file';
import { formatProperties } from './node/format';
import { heldProperties } from './node/held';
import { httpProperties } from './node/http';
import { requestProperties } from './node/request';
import { siemProperties } from './node/siem';
import { syslogProperties } from './node/syslog';
import { ttpProperties } from './node/ttp';
import type { PropertyTable } from './property-types';

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
  'mimecast-http': httpProperties,
  'mimecast-kri': kriProperties,
  'mimecast-policy-check': policyCheckProperties,
  'mimecast-report': reportProperties,
  'mimecast-request': requestProperties,
  'mimecast-siem': siemProperties,
  'mimecast-syslog': syslogProperties,
  'mimecast-ttp': ttpProperties,
} as const satisfies Readonly<Record<string, PropertyTable>>;

export type NodeType = keyof typeof PROPERTIES;
