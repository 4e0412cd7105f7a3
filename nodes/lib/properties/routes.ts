/** Directions by which DLP and TTP logs can be selected (mimecast-api.md 8, 10.1). */
export const ROUTES = ['inbound', 'outbound', 'internal'] as const;
