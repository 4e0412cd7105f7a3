import assert from 'node:assert/strict';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import { prefixedError, prefixedLog } from '../../../../nodes/lib/runtime/account/prefixed-log';

describe("A node's lines in the log", () => {
  const lines: unknown[] = [];
  const write = (line: unknown): void => {
    lines.push(line instanceof Error ? line.message : line);
  };
  const node = { log: write, debug: write, warn: write, error: write };
  beforeEach(() => {
    lines.length = 0;
  });

  it('begin with the account, once', () => {
    const log = prefixedLog(node, 'Corp');
    log.log('fetched 3 events');
    log.debug('polled');
    log.warn('volatile');
    log.error(new MimecastError('MIMECAST_AUTH', 'refused'));
    log.error('text');
    const expected = ['fetched 3 events', 'polled', 'volatile', 'refused', 'text'];
    assert.deepEqual(
      lines,
      expected.map((line) => `Corp: ${line}`),
    );
  });

  it('omit an account that does not exist', () => {
    const error = new Error('no account');
    prefixedLog(node, '').log('line');
    assert.deepEqual(lines, ['line']);
    assert.equal(prefixedError(error, ''), error);
  });

  it('keep the details of an error, and the thrown value', () => {
    const details = {
      endpoint: '/x',
      status: 403,
      requestId: 'r',
      transient: true,
      reason: 'keysExpired' as const,
    };
    const error = new MimecastError('MIMECAST_FORBIDDEN', 'not $& allowed', details);
    const named = prefixedError(error, 'Co$&rp');
    assert.ok(named instanceof MimecastError);
    assert.deepEqual({ ...named }, { ...error });
    assert.equal(named.message, 'Co$&rp: not $& allowed');
    assert.match(named.stack ?? '', /^MimecastError: Co\$&rp: not \$& allowed\n {4}at /);
    assert.equal(error.message, 'not $& allowed', 'reports say it as it is');
    const other = new TypeError('defect');
    assert.equal(prefixedError(other, 'Corp').cause, other);
  });
});
