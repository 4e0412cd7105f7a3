/** Severity of a test result, with its colour. */
export type Level = 'green' | 'info' | 'yellow' | 'red';

/** Node-RED's own colours, which follow light and dark themes. */
export const COLOURS: Readonly<Record<Level, string>> = {
  green: 'var(--red-ui-text-color-success)',
  info: 'inherit',
  yellow: 'var(--red-ui-text-color-warning)',
  red: 'var(--red-ui-text-color-error)',
};

export interface TestResult {
  readonly level: Level;
  readonly text: string;
}

export const isLevel = (value: unknown): value is Level =>
  typeof value === 'string' && Object.hasOwn(COLOURS, value);
