import { enumListOf } from '../property-types';
import { interval, snapshotProperties, sourceProperties } from '../source';

export const HELD_TYPES = ['held', 'releases', 'rejections', 'summary'] as const;

export const heldProperties = {
  ...sourceProperties,
  every: interval(15),
  types: enumListOf('held,releases', HELD_TYPES),
  ...snapshotProperties,
};
