import { enumOf, text } from '../property-types';
import { FORMATS, options } from '../values/format-options';

export const formatProperties = {
  name: text(),
  format: enumOf('ocsf', FORMATS),
  /** JSON; see format-options.ts */
  options: options(),
};
