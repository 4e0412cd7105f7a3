/** The table of properties and defaults: the only one, for editor and run time (design 4.3). */
import { accountProperties } from './account';
import { ackProperties } from './ack';
import { fileProperties } from './file';
import type { PropertyTable } from './kinds';
import { siemProperties } from './siem';
import { syslogProperties } from './syslog';

export const PROPERTIES = {
  'mimecast-account': accountProperties,
  'mimecast-ack': ackProperties,
  'mimecast-file': fileProperties,
  'mimecast-siem': siemProperties,
  'mimecast-syslog': syslogProperties,
} as const satisfies Readonly<Record<string, PropertyTable>>;

export type NodeType = keyof typeof PROPERTIES;
