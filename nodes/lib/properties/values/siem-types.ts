/** The event types of the Cloud Gateway feeds (wire.md 4.1). The API may add more; users can enter them as text. */
export const CG_TYPES = [
  'receipt',
  'process',
  'delivery',
  'journal',
  'av',
  'spam',
  'attachment protect',
  'impersonation protect',
  'internal email protect',
  'url protect',
] as const;

/** The event types of the Cloud Integrated feeds (wire.md 5). */
export const CI_TYPES = ['entities', 'mailflow', 'urlclick'] as const;
