import { choice, list } from './kinds';
import { sourceProperties } from './source';

/** Cloud Gateway or Cloud Integrated; files of the last week, or single events of the last day. */
export const FEEDS = ['cg-batch', 'cg-stream', 'ci-batch', 'ci-stream'] as const;

export const siemProperties = {
  ...sourceProperties,
  feed: choice('cg-batch', FEEDS),
  /** stream feeds take a subtype, too: `process:Hld` (mimecast-api.md 4.2) */
  types: list(/^[a-z][a-z0-9 ]*(?::[A-Za-z0-9]+)?$/, 'typeName'),
};
