/** The enumerations of OCSF 1.8.0 by our values: id and caption. */
import type { Activity, Direction, Disposition, Level } from '../../event';

export type EnumValue = readonly [id: number, caption: string];

export const OTHER = 99;

export const SEVERITY: Readonly<Record<Level, EnumValue>> = {
  unknown: [0, 'Unknown'],
  informational: [1, 'Informational'],
  low: [2, 'Low'],
  medium: [3, 'Medium'],
  high: [4, 'High'],
  critical: [5, 'Critical'],
};

export const DIRECTION: Readonly<Record<Direction, number>> = { inbound: 1, outbound: 2, internal: 3 };

const ALLOWED = 1;
const DENIED = 2;
const OBSERVED = 3;
const MODIFIED = 4;

/** The security_control profile: `action_id` and `disposition_id` of each disposition. */
export const DISPOSITION: Readonly<Record<Disposition, readonly [action: number, disposition: number]>> = {
  allowed: [ALLOWED, 1],
  blocked: [DENIED, 2],
  rejected: [DENIED, 25],
  quarantined: [DENIED, 3],
  isolated: [OBSERVED, 4],
  deleted: [DENIED, 5],
  restored: [ALLOWED, 9],
  delayed: [OBSERVED, 14],
  detected: [OBSERVED, 15],
  ignored: [OBSERVED, 16],
  alerted: [OBSERVED, 19],
  tagged: [MODIFIED, 18],
  failed: [OBSERVED, 27],
};

export interface ClassDefinition {
  readonly uid: number;
  readonly name: string;
  readonly category: string;
  readonly activities: Partial<Readonly<Record<Activity, EnumValue>>>;
}

const IAM = 'Identity & Access Management';
const FINDINGS = 'Findings';
const FINDING_ACTIVITIES = { create: [1, 'Create'], update: [2, 'Update'], close: [3, 'Close'] } as const;

export const CLASSES = {
  base: { uid: 0, name: 'Base Event', category: 'Uncategorized', activities: {} },
  compliance: { uid: 2003, name: 'Compliance Finding', category: FINDINGS, activities: FINDING_ACTIVITIES },
  threat: { uid: 2004, name: 'Detection Finding', category: FINDINGS, activities: FINDING_ACTIVITIES },
  leak: { uid: 2006, name: 'Data Security Finding', category: FINDINGS, activities: FINDING_ACTIVITIES },
  account: {
    uid: 3001,
    name: 'Account Change',
    category: IAM,
    activities: {
      create: [1, 'Create'],
      enable: [2, 'Enable'],
      'password-change': [3, 'Password Change'],
      'password-reset': [4, 'Password Reset'],
      disable: [5, 'Disable'],
      delete: [6, 'Delete'],
      attach: [7, 'Attach Policy'],
      detach: [8, 'Detach Policy'],
      lock: [9, 'Lock'],
      unlock: [12, 'Unlock'],
    },
  },
  logon: {
    uid: 3002,
    name: 'Authentication',
    category: IAM,
    activities: { logon: [1, 'Logon'], logoff: [2, 'Logoff'] },
  },
  entity: {
    uid: 3004,
    name: 'Entity Management',
    category: IAM,
    activities: {
      create: [1, 'Create'],
      read: [2, 'Read'],
      update: [3, 'Update'],
      delete: [4, 'Delete'],
      enable: [8, 'Enable'],
      disable: [9, 'Disable'],
    },
  },
  group: {
    uid: 3006,
    name: 'Group Management',
    category: IAM,
    activities: {
      attach: [1, 'Assign Privileges'],
      detach: [2, 'Revoke Privileges'],
      'add-user': [3, 'Add User'],
      'remove-user': [4, 'Remove User'],
      delete: [5, 'Delete'],
      create: [6, 'Create'],
    },
  },
  mail: {
    uid: 4009,
    name: 'Email Activity',
    category: 'Network Activity',
    activities: {
      receive: [2, 'Receive'],
      scan: [3, 'Scan'],
      trace: [4, 'Trace'],
      relay: [5, 'MTA Relay'],
    },
  },
  user: {
    uid: 5003,
    name: 'User Inventory Info',
    category: 'Discovery',
    activities: { collect: [2, 'Collect'] },
  },
  api: {
    uid: 6003,
    name: 'API Activity',
    category: 'Application Activity',
    activities: {
      create: [1, 'Create'],
      read: [2, 'Read'],
      update: [3, 'Update'],
      delete: [4, 'Delete'],
    },
  },
} as const satisfies Readonly<Record<string, ClassDefinition>>;

export type ClassName = keyof typeof CLASSES;
