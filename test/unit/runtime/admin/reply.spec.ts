import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { type HttpReply, sendReply } from '../../../../nodes/lib/runtime/admin/reply';

const UNEXPECTED = { text: 'it failed' };

class FakeResponse {
  code = 0;
  sent: string | undefined;
  destroyed = false;
  readonly #isGone: boolean;

  constructor(isGone = false) {
    this.#isGone = isGone;
  }

  status(code: number): this {
    if (this.#isGone) throw new Error('the answer was sent already');
    this.code = code;
    return this;
  }
  json(body: object): void {
    this.sent = JSON.stringify(body);
  }
  destroy(): void {
    this.destroyed = true;
  }
}

async function reply(handle: () => Promise<HttpReply>, response = new FakeResponse()): Promise<FakeResponse> {
  sendReply(response, handle, UNEXPECTED);
  await setImmediate();
  return response;
}

function nested(levels: number): object {
  let value: object = {};
  for (let level = 0; level < levels; level += 1) value = { value };
  return value;
}

function circular(): object {
  const value: Record<string, unknown> = {};
  value['self'] = value;
  return value;
}

const BODIES: Readonly<Record<string, () => object>> = {
  'nested 45,000 deep': () => nested(45_000),
  circular,
  'with a bigint': () => ({ value: 1n }),
  'with a getter that throws': () => ({
    get value(): string {
      throw new Error('no');
    },
  }),
};

describe('The reply of an admin endpoint', () => {
  for (const [what, body] of Object.entries(BODIES)) {
    it(`is a sentence with status 500 for a body ${what}`, async () => {
      const { code, sent } = await reply(() => Promise.resolve({ status: 200, body: body() }));
      assert.deepEqual([code, sent], [500, JSON.stringify(UNEXPECTED)]);
    });
  }

  it('is the same when the handler throws at once, or rejects', async () => {
    const thrown = await reply(() => {
      throw new Error('at once');
    });
    const rejected = await reply(() => Promise.reject(new Error('later')));
    assert.deepEqual([thrown.code, rejected.code], [500, 500]);
  });

  it('ends the connection when nothing can be sent any more', async () => {
    const response = await reply(() => Promise.resolve({ status: 200, body: {} }), new FakeResponse(true));
    assert.deepEqual([response.sent, response.destroyed], [undefined, true]);
  });
});
