import { choice, choices } from '../property-types';
import { snapshotProperties } from '../values/snapshot';
import { interval, sourceProperties } from '../source';

export const DIRECTORY_TYPES = ['users', 'groups', 'members', 'domains'] as const;

export const directoryProperties = {
  ...sourceProperties,
  every: interval(24),
  everyUnit: choice('hours', ['seconds', 'minutes', 'hours']),
  types: choices('', DIRECTORY_TYPES),
  ...snapshotProperties,
};
