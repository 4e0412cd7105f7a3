/** Directions for the selection of DLP and TTP logs (wire.md 8, 10.1). */
export const ROUTES = ['inbound', 'outbound', 'internal'] as const;
