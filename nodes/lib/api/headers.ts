import { randomUUID } from 'node:crypto';

/** What every request to the API carries (mimecast-api.md 1.3). */
export function commonHeaders(): Record<string, string> {
  return {
    accept: 'application/json',
    'user-agent': 'node-red-contrib-mimecast',
    'x-request-id': randomUUID(),
  };
}
