import assert from 'node:assert/strict';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import { DOMAINS } from '../../../../nodes/lib/streams/snapshot/logs/directory';
import { createSnapshotStream } from '../../../../nodes/lib/streams/snapshot/stream';
import { codeOf, poll } from '../window/poll';
import { Endpoints, refused, rest, wrapped } from './endpoints';
import { changeTexts, POST_USERS, REST_USERS, user, users, withUsers } from './users';

describe('snapshots: two families of endpoints', () => {
  const post = { rows: () => [{ emailAddress: 'ana@corp.example', alias: false }], body: wrapped('users') };

  it('requests REST first, and the older endpoint where REST is forbidden or does not exist', async () => {
    for (const code of ['MIMECAST_FORBIDDEN', 'MIMECAST_NOT_LICENSED'] as const) {
      const client = new Endpoints({
        [REST_USERS]: {
          rows: () => {
            throw refused(code);
          },
          body: rest('users'),
        },
        [POST_USERS]: post,
      });
      const { position, error } = await poll(users, client);
      assert.deepEqual(
        [error, position?.via, Object.keys(position?.state ?? {}).length],
        [undefined, 'post', 1],
      );
    }
  });

  it('names the requirements of REST when both are refused', async () => {
    const { error } = await poll(users, new Endpoints({}));
    assert.equal(codeOf(error), 'MIMECAST_NOT_LICENSED');
    assert.match(
      String(error),
      /"Directories \| Internal \| Read" and the product "User and Group Management"/,
    );
  });

  it('does not request the older one when REST is only unavailable for now', async () => {
    const client = withUsers(user('ana'));
    client.before = () => {
      throw new MimecastError('MIMECAST_UNAVAILABLE', 'down', { transient: true });
    };
    assert.equal(codeOf((await poll(users, client)).error), 'MIMECAST_UNAVAILABLE');
    assert.equal(client.calls, 1);
  });

  it('reports no change when the other family only formats values differently', async () => {
    const first = await poll(users, withUsers(user('ana'), user('bob')));
    const second = await poll(users, new Endpoints({ [POST_USERS]: post }), { from: first.position });
    assert.deepEqual(changeTexts(second), ['removed bob']);
    const third = await poll(users, withUsers(user('ana', { disabled: true })), { from: second.position });
    assert.deepEqual(changeTexts(third), []);
  });

  for (const at of [
    'nextPage',
    'nextPageToken',
    'pagination.next',
    'pagination.nextPage',
    'pagination.nextPageToken',
  ]) {
    it(`finds the next token at meta.${at}`, async () => {
      const [outer = '', inner] = at.split('.');
      const client = new Endpoints({
        [REST_USERS]: {
          rows: () => ['ana', 'bob', 'eve'].map((name) => user(name)),
          body: (page, next) => ({
            users: page,
            meta: { [outer]: inner === undefined ? next : { [inner]: next } },
          }),
        },
      });
      const { position } = await poll(users, client);
      assert.equal(Object.keys(position?.state ?? {}).length, 3);
    });
  }

  it('reads internal domains from both', async () => {
    const domains = createSnapshotStream(DOMAINS, { mode: 'whole', baseline: false });
    const rows = () => [{ id: 'x', domain: 'corp.example' }];
    for (const client of [
      new Endpoints({ 'GET /domain/cloud-gateway/v1/internal-domains': { rows, body: rest('domains') } }),
      new Endpoints({
        'POST /api/domain/get-internal-domain': { rows, body: (page) => ({ meta: {}, data: page }) },
      }),
    ]) {
      const { records } = await poll(domains, client);
      assert.deepEqual(
        records.map(({ value }) => value['domain']),
        ['corp.example'],
      );
    }
  });
});
