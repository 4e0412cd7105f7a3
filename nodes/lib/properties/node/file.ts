import { parseFilePath } from '../values/path-template';
import { checked, choice, flag, text } from '../property-types';
import { rotation } from '../values/rotation';

export const fileProperties = {
  name: text(),
  /** below the user directory unless absolute; times are UTC */
  path: checked('mimecast-events/{log}/{type}-{yyyy-MM-dd}.ndjson', (path) => {
    const parsed = parseFilePath(path);
    return parsed.ok ? undefined : parsed.problem;
  }),
  rotate: rotation(),
  sync: choice('batch', ['batch', 'none']),
  gzip: flag(),
};
