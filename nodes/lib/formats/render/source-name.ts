import type { Origin } from '../event';

/** `audit` or `siem.attachment-protect`: log and type in the form of `msg.topic`. */
export const sourceName = ({ log, type }: Origin): string =>
  log === type ? log : `${log}.${type.replaceAll(' ', '-')}`;
