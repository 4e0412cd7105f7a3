import { choice } from './kinds';
import { sourceProperties } from './source';

export const siemProperties = {
  ...sourceProperties,
  feed: choice('cg-batch', ['cg-batch']),
};
