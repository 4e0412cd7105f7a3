import { choices } from '../property-types';
import { snapshotProperties } from '../values/snapshot';
import { interval, sourceProperties } from '../source';

export const HELD_TYPES = ['held', 'releases', 'rejections', 'summary'] as const;

export const heldProperties = {
  ...sourceProperties,
  every: interval(15),
  types: choices('held,releases', HELD_TYPES),
  ...snapshotProperties,
};
