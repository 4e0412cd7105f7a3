import { boolean, enumOf, text, validatedText } from '../property-types';
import { parseFilePath } from '../values/path-template';
import { rotation } from '../values/rotation';

export const fileProperties = {
  name: text(),
  /** below the user directory unless absolute; times are UTC */
  path: validatedText('mimecast-events/{log}/{type}-{yyyy-MM-dd}.ndjson', (path) => {
    const parsed = parseFilePath(path);
    return parsed.ok ? undefined : parsed.problem;
  }),
  rotate: rotation(),
  sync: enumOf('batch', ['batch', 'none']),
  gzip: boolean(),
};
