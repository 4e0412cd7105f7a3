/** What a message can ask a source to do (design 4.1). Times are epoch ms. */
export type Job =
  | { readonly action: 'poll' }
  /** reads a range again; the position stays where it is */
  | { readonly action: 'replay'; readonly start: number; readonly end: number }
  | { readonly action: 'rewind'; readonly start: number }
  | { readonly action: 'pause' }
  | { readonly action: 'resume' };

export const ACTIONS = [
  'poll',
  'replay',
  'rewind',
  'pause',
  'resume',
] as const satisfies readonly Job['action'][];
