import { boolean, enumOf } from '../property-types';

/** Properties of sources that read a current state instead of a log: held messages, users, groups. */
export const snapshotProperties = {
  snapshot: enumOf('changes', ['changes', 'whole']),
  /** with `changes`: whether the first snapshot, which is the base of the comparison, is also sent */
  baseline: boolean(true),
};
