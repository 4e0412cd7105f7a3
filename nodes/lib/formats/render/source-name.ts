import type { Origin } from '../event';

/** `audit`, `siem.attachment-protect`: log and type as one word, as topics write them. */
export const sourceName = ({ log, type }: Origin): string =>
  log === type ? log : `${log}.${type.replaceAll(' ', '-')}`;
