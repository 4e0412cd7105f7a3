/** What a source can be asked to do (design 4.1, 4.5). Times are epoch ms. */
export type Job =
  | { readonly action: 'poll' }
  /** reads a range again; the position stays where it is */
  | { readonly action: 'replay'; readonly start: number; readonly end: number }
  | { readonly action: 'rewind'; readonly start: number }
  | { readonly action: 'pause' }
  | { readonly action: 'resume' }
  /** removes the positions: the next poll is a first run. Only over the admin API */
  | { readonly action: 'forget' };

/** Those that a message can ask for. */
export const ACTIONS = [
  'poll',
  'replay',
  'rewind',
  'pause',
  'resume',
] as const satisfies readonly Job['action'][];
