import { enumOf, listOf } from '../property-types';
import { sourceProperties } from '../source';

/** Cloud Gateway (`cg`) or Cloud Integrated (`ci`); files of the last week (`batch`) or events of the last day. */
export const FEEDS = ['cg-batch', 'cg-stream', 'ci-batch', 'ci-stream'] as const;

export const siemProperties = {
  ...sourceProperties,
  feed: enumOf('cg-batch', FEEDS),
  /** stream feeds also accept a subtype: `process:Hld` (wire.md 4.2) */
  types: listOf(/^[a-z][a-z0-9 ]*(?::[A-Za-z0-9]+)?$/, 'typeName'),
};
