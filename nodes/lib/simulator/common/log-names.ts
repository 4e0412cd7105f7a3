import type { CiType, Feed, SiemType } from './feeds';

/** The window logs: those that are read by time range. */
export const WINDOW_LOGS = [
  'audit',
  'dlp',
  'ttp.url',
  'ttp.attachment',
  'ttp.impersonation',
  'held.releases',
  'held.rejections',
] as const;

export type WindowLogName = (typeof WINDOW_LOGS)[number];

/** The snapshots: reads of a current state. */
export const SNAPSHOTS = [
  'held.held',
  'held.summary',
  'directory.users',
  'directory.groups',
  'directory.members',
  'directory.domains',
] as const;

export type SnapshotName = (typeof SNAPSHOTS)[number];

/** The stream feeds: all types of a feed, and each type. */
export type StreamLogName = `${Feed}-stream` | `cg-stream.${SiemType}` | `ci-stream.${CiType}`;

/** All logs except the batch feeds. */
export type LogName = SnapshotName | StreamLogName | WindowLogName;
