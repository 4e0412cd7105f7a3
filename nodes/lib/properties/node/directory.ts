import { enumListOf, enumOf } from '../property-types';
import { interval, snapshotProperties, sourceProperties } from '../source';

export const DIRECTORY_TYPES = ['users', 'groups', 'members', 'domains'] as const;

export const directoryProperties = {
  ...sourceProperties,
  every: interval(24),
  everyUnit: enumOf('hours', ['seconds', 'minutes', 'hours']),
  types: enumListOf('', DIRECTORY_TYPES),
  ...snapshotProperties,
};
