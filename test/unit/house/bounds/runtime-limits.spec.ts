import { z } from 'zod';
import { listOf } from '../../../../nodes/lib/contracts/list-schema';
import { showValue } from '../../../../nodes/lib/properties/show-value';
import { requestPathProblem } from '../../../../nodes/lib/properties/values/request-path';
import { MAX_NODES_LENGTH, readForm } from '../../../../nodes/lib/runtime/admin/form';
import { initFormatNode } from '../../../../nodes/lib/runtime/flow/format-node';
import { parseTime } from '../../../../nodes/lib/util/relative-time';
import { FakeNode, fakeRuntime } from '../../../doubles/fake-node';
import { describeLimits, nested, text } from './limit-rows';

const NOW = Date.UTC(2026, 10, 20);

const acceptsKey = async (pseudonymKey: string): Promise<boolean> => {
  const node = new FakeNode({ pseudonymKey });
  const config = { format: 'json', options: '{"ips":"pseudonymise"}' };
  initFormatNode(fakeRuntime(''), node.asNode, config as never);
  const { done } = await node.receive({ payload: {} });
  await node.close();
  return done[0] === undefined;
};

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
  'key of the pseudonyms': (bytes) => acceptsKey('k'.repeat(bytes)),
});
