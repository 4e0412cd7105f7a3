import { FORMATS, options } from '../values/format-options';
import { choice, text } from '../property-types';

export const formatProperties = {
  name: text(),
  format: choice('ocsf', FORMATS),
  /** JSON; see format-options.ts */
  options: options(),
};
