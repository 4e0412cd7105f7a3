import { FORMATS, options } from './format-options';
import { choice, text } from './kinds';

export const formatProperties = {
  name: text(),
  format: choice('ocsf', FORMATS),
  /** JSON; see format-options.ts */
  options: options(),
};
