import { choice, flag } from './kinds';

/** Of what is read as it is now, not as a log: held messages, users, groups. */
export const snapshotProperties = {
  snapshot: choice('changes', ['changes', 'whole']),
  /** with `changes`: whether the first reading, with which the next is compared, goes out too */
  baseline: flag(true),
};
