/** Each row of the table of limits is tried from both sides. A row without a try fails. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { isDeep } from '../../../../nodes/lib/contracts/json';
import { MAX_NODES_LENGTH, readForm } from '../../../../nodes/lib/runtime/admin/form';
import { initFormatNode } from '../../../../nodes/lib/runtime/flow/format-node';
import { readAnswerBody } from '../../../../nodes/lib/sinks/http/answers/read-answer';
import { createRedactor } from '../../../../nodes/lib/util/redaction/redactor';
import { FakeNode, fakeRuntime } from '../../../doubles/fake-node';

/** @returns whether an input of this size is accepted */
type Try = (size: number) => boolean | Promise<boolean>;

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

const accepts = async (pseudonymKey: string): Promise<boolean> => {
  const node = new FakeNode({ pseudonymKey });
  const config = { format: 'json', options: '{"ips":"pseudonymise"}' };
  initFormatNode(fakeRuntime(''), node.asNode, config as never);
  const { done } = await node.receive({ payload: {} });
  await node.close();
  return done[0] === undefined;
};

const TRIES: Readonly<Record<string, Try>> = {
  'levels of a record': (levels) => !isDeep(nested(levels)),
  'form of a dialog': (length) => readForm(z.string(), 'x'.repeat(length)) !== undefined,
  'form with the nodes of the editor': (length) =>
    readForm(z.string(), 'x'.repeat(length), MAX_NODES_LENGTH) !== undefined,
  'levels of a form': (levels) =>
    readForm(
      z.unknown().transform(() => true),
      nested(levels),
    ) !== undefined,
  'key of the pseudonyms': (bytes) => accepts('k'.repeat(bytes)),
  'text of an error': (length) => createRedactor().redact('x'.repeat(length)) === 'x'.repeat(length),
  'answer of a receiver': (bytes) =>
    readAnswerBody({ status: 200, headers: {}, body: `${' '.repeat(bytes - 2)}{}` }).kind === 'json',
};

const rows = readFileSync('nodes/docs/limits.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (?:input|---)/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

describe('The table of limits', () => {
  for (const [, input = '', limit = ''] of rows) {
    it(`${input}: ${limit}`, async () => {
      const attempt = TRIES[input];
      assert.ok(attempt !== undefined, 'the row has no try');
      const size = Number.parseInt(limit, 10);
      assert.equal(await attempt(size), true, 'at the limit');
      const beyond = limit.endsWith('at least') ? size - 1 : size + 1;
      assert.equal(await attempt(beyond), false, 'beyond it');
    });
  }

  it('has a row for each try', () => {
    assert.deepEqual(
      rows.map(([, input]) => input),
      Object.keys(TRIES),
    );
  });
});
