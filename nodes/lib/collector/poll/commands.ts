/** Commands for a source. Times are epoch ms. */
export type Command =
  | { readonly action: 'poll' }
  /** reads a range again without a change of the position */
  | { readonly action: 'replay'; readonly start: number; readonly end: number }
  | { readonly action: 'rewind'; readonly start: number }
  | { readonly action: 'pause' }
  | { readonly action: 'resume' }
  /** removes the positions, so that the next poll is a first run; only over the admin API */
  | { readonly action: 'forget' };

/** Actions that a message can request. */
export const MESSAGE_ACTIONS = [
  'poll',
  'replay',
  'rewind',
  'pause',
  'resume',
] as const satisfies readonly Command['action'][];
