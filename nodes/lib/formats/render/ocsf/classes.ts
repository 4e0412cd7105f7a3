/** The classes of OCSF, by version: ids, captions and activities. */
import type { OcsfVersion } from '../../../properties/values/format-options';
import type { Activity } from '../../event';
import type { EnumValue } from './enums';

export interface ClassDefinition {
  readonly uid: number;
  readonly name: string;
  readonly category: string;
  readonly activities: Partial<Readonly<Record<Activity, EnumValue>>>;
}

const IAM = 'Identity & Access Management';
const FINDINGS = 'Findings';
const FINDING_ACTIVITIES = { create: [1, 'Create'], update: [2, 'Update'], close: [3, 'Close'] } as const;

const COMMON = {
  base: { uid: 0, name: 'Base Event', category: 'Uncategorized', activities: {} },
  compliance: { uid: 2003, name: 'Compliance Finding', category: FINDINGS, activities: FINDING_ACTIVITIES },
  threat: { uid: 2004, name: 'Detection Finding', category: FINDINGS, activities: FINDING_ACTIVITIES },
  leak: { uid: 2006, name: 'Data Security Finding', category: FINDINGS, activities: FINDING_ACTIVITIES },
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
  mail: {
    uid: 4009,
    name: 'Email Activity',
    category: 'Network Activity',
    activities: {
      receive: [2, 'Receive'],
      scan: [3, 'Scan'],
      // a protection looked at the message and detected nothing
      create: [3, 'Scan'],
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

const GROUP_ACTIVITIES = {
  attach: [1, 'Assign Privileges'],
  detach: [2, 'Revoke Privileges'],
  'add-user': [3, 'Add User'],
  'remove-user': [4, 'Remove User'],
  delete: [5, 'Delete'],
  create: [6, 'Create'],
  'add-subgroup': [7, 'Add Subgroup'],
  'remove-subgroup': [8, 'Remove Subgroup'],
} as const;

export type ClassName = keyof typeof COMMON | 'account' | 'group';

type Classes = Readonly<Record<ClassName, ClassDefinition>>;

const V18: Classes = {
  ...COMMON,
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
      'mfa-enable': [10, 'MFA Factor Enable'],
      'mfa-disable': [11, 'MFA Factor Disable'],
      unlock: [12, 'Unlock'],
    },
  },
  group: { uid: 3006, name: 'Group Management', category: IAM, activities: GROUP_ACTIVITIES },
};

/** Account Change is deprecated. */
const V19: Classes = {
  ...COMMON,
  account: {
    uid: 3007,
    name: 'User Management',
    category: IAM,
    activities: {
      create: [1, 'Create'],
      update: [2, 'Update'],
      delete: [3, 'Delete'],
      enable: [4, 'Enable'],
      disable: [5, 'Disable'],
      lock: [6, 'Lock'],
      unlock: [7, 'Unlock'],
      'password-change': [8, 'Password Change'],
      'password-reset': [9, 'Password Reset'],
      'mfa-enable': [12, 'Enable MFA Factors'],
      'mfa-disable': [13, 'Disable MFA Factors'],
      // roles: the only policies that an audit record of an account names
      attach: [16, 'Assign Roles'],
      detach: [17, 'Remove Roles'],
    },
  },
  group: {
    uid: 3006,
    name: 'Group Management',
    category: IAM,
    activities: { ...GROUP_ACTIVITIES, update: [9, 'Update'] },
  },
};

export const CLASSES: Readonly<Record<OcsfVersion, Classes>> = { '1.8.0': V18, '1.9.0': V19 };
