import { enumListOf } from '../property-types';
import { interval, sourceProperties } from '../source';
import { snapshotProperties } from '../values/snapshot';

export const HELD_TYPES = ['held', 'releases', 'rejections', 'summary'] as const;

export const heldProperties = {
  ...sourceProperties,
  every: interval(15),
  types: enumListOf('held,releases', HELD_TYPES),
  ...snapshotProperties,
};
