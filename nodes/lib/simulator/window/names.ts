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
