import { redisUrlProblem } from '../values/redis-url';
import { checked, number, reference, text } from '../property-types';

export const clusterProperties = {
  name: text(),
  /** `redis://` or `rediss://`, without user and password */
  url: checked('redis://127.0.0.1:6379', redisUrlProblem),
  tls: reference('tls-config', false),
  /** prefix of every Redis key */
  prefix: checked('mimecast', (prefix) =>
    /^[\w.:{}-]{1,60}$/.test(prefix)
      ? undefined
      : { key: 'redisPrefix', values: { value: prefix.slice(0, 60) } },
  ),
  /** seconds of a lease */
  lease: number({ value: 15, min: 3, max: 300 }),
};
