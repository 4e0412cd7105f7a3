import { USERS } from '../../../../nodes/lib/streams/snapshot/logs/directory';
import { createSnapshotStream } from '../../../../nodes/lib/streams/snapshot/stream';
import { seededRandom } from '../../../fixed/seed';
import type { Polled } from '../window/poll';
import { Endpoints, rest } from './endpoints';

export type Fields = Readonly<Record<string, unknown>>;

export const CHANGES = { mode: 'changes', baseline: false } as const;
export const users = createSnapshotStream(USERS, CHANGES);
export const REST_USERS = 'GET /user/cloud-gateway/v1/users';
export const POST_USERS = 'POST /api/user/get-internal-users';

const random = seededRandom();

export const user = (name: string, more: Fields = {}): Fields => ({
  id: `id of ${name} ${random()}`,
  emailAddress: `${name}@corp.example`,
  disabled: false,
  ...more,
});
export const withUsers = (...rows: unknown[]): Endpoints =>
  new Endpoints({ [REST_USERS]: { rows: () => rows, body: rest('users') } });

/** `added ana` … */
export const changeTexts = ({ records }: Polled<unknown>): string[] =>
  records.map(
    ({ value, marks }) => `${marks?.['change'] ?? '-'} ${String(value['emailAddress']).split('@')[0]}`,
  );
