/** How good the news is that a test brings, and in which colour. */
export type Level = 'green' | 'info' | 'yellow' | 'red';

/** Core's own colours, so that light and dark themes fit. */
export const COLOURS: Readonly<Record<Level, string>> = {
  green: 'var(--red-ui-text-color-success)',
  info: 'inherit',
  yellow: 'var(--red-ui-text-color-warning)',
  red: 'var(--red-ui-text-color-error)',
};

export interface Shown {
  readonly level: Level;
  readonly text: string;
}

export const isLevel = (value: unknown): value is Level =>
  typeof value === 'string' && Object.hasOwn(COLOURS, value);
