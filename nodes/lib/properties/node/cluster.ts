import { configNode, number, text, validatedText } from '../property-types';
import { redisUrlProblem } from '../values/redis-url';

export const clusterProperties = {
  name: text(),
  /** `redis://` or `rediss://`, without user and password */
  url: validatedText('redis://127.0.0.1:6379', redisUrlProblem),
  tls: configNode('tls-config', false),
  /** prefix of every Redis key */
  prefix: validatedText('mimecast', (prefix) =>
    /^[\w.:{}-]{1,60}$/.test(prefix)
      ? undefined
      : { key: 'redisPrefix', values: { value: prefix.slice(0, 60) } },
  ),
  /** seconds of a lease */
  lease: number({ value: 15, min: 3, max: 300 }),
};
