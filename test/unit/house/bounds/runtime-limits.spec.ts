import assert from 'node:assert/strict';
import { z } from 'zod';
import { listOf } from '../../../../nodes/lib/contracts/list-schema';
import { accountProperties } from '../../../../nodes/lib/properties/node/account';
import { showValue } from '../../../../nodes/lib/properties/show-value';
import { requestPathProblem } from '../../../../nodes/lib/properties/values/request-path';
import { MAX_NODES_LENGTH, readForm } from '../../../../nodes/lib/runtime/admin/form';
import { registerPositions } from '../../../../nodes/lib/runtime/admin/positions';
import { initFormatNode } from '../../../../nodes/lib/runtime/flow/format-node';
import { parseTime } from '../../../../nodes/lib/util/relative-time';
import { FakeNode, fakeRuntime } from '../../../doubles/fake-node';
import { FakeAdmin } from './fake-admin';
import { describeLimits, nested, range, text } from './limit-rows';

const NOW = Date.UTC(2026, 10, 20);

const acceptsKey = async (pseudonymKey: string): Promise<boolean> => {
  const node = new FakeNode({ pseudonymKey });
  const config = { format: 'json', options: '{"ips":"pseudonymise"}' };
  initFormatNode(fakeRuntime(''), node.asNode, config as never);
  const { done } = await node.receive({ payload: {} });
  await node.close();
  return done[0] === undefined;
};

const admin = new FakeAdmin(registerPositions);
/** No source has the id: a well-formed form is status 404. */
const acceptsTimes = async (length: number): Promise<boolean> => {
  const [start = '', end = ''] = ['2026-11-18', '2026-11-19'].map((day) => day.padEnd(length));
  const bodies = [{ start, end: '2026-11-19' }, { start: '2026-11-18', end }, { start }];
  const put = (body: object) => admin.statusOf('PUT /mimecast/position/:id', { params: { id: 'n' }, body });
  const [first, ...others] = await Promise.all(bodies.map(put));
  assert.ok(others.every((status) => status === first));
  return first === 404;
};

const acceptsHost = (host: string): boolean => accountProperties.linkHosts.parse(host).ok;

describeLimits('Messages and dialogs', {
  'ids of a message': (entries) => listOf(z.unknown()).safeParse(new Array(entries)).success,
  'time in a message': (length) => parseTime('2026-11-19'.padEnd(length), NOW) !== undefined,
  'value that a sentence repeats': (length) => showValue(text(length)) === text(length),
  'path of a request': (length) => requestPathProblem(`/${text(length - 1)}`) === undefined,
  'form of a dialog': (length) => readForm(z.string(), text(length)) !== undefined,
  'form with the nodes of the editor': (length) =>
    readForm(z.string(), text(length), MAX_NODES_LENGTH) !== undefined,
  'levels of a form': (levels) =>
    readForm(
      z.unknown().transform(() => true),
      nested(levels),
    ) !== undefined,
  'start or end of a range that is read again, in a dialog': acceptsTimes,
  'label of a file host': (length) => acceptsHost(`${text(length)}.corp.example`),
  'labels of a file host': (count) =>
    acceptsHost(
      range(count)
        .map(() => 'a')
        .join('.'),
    ),
  'address of version 6 of a file host': (length) => acceptsHost(`[${':'.repeat(length)}]`),
  'key of the pseudonyms': (bytes) => acceptsKey('k'.repeat(bytes)),
});
