import assert from 'node:assert/strict';
import type { AckOutcome } from '../../../../nodes/lib/collector/delivery/ack-message';
import {
  judgeMessage,
  type MessageVerdict,
  refusalText,
} from '../../../../nodes/lib/runtime/flow/judge-message';
import { rawLinesOf, setLazyPayload } from '../../../../nodes/lib/util/lazy-payload';

const page = { id: 'batch-1', source: 'siem', index: 0, count: 1, attempt: 1 };
const AUTO = { profile: 'auto', settles: 'message' } as const;
const judge = (
  message: Record<string, unknown>,
  settings: Parameters<typeof judgeMessage>[1] = AUTO,
  batch = page,
): MessageVerdict => judgeMessage(message, settings, batch);
const outcomeOf = (message: Record<string, unknown>): string => judge(message).kind;

const bulk = (...items: unknown[]): object => ({ took: 3, errors: true, items });
const create = (status: unknown): unknown => ({ create: { _id: 'a', status } });

/** Records that are refused for good are neither acknowledged nor sent again at once. */
type Outcome = AckOutcome | 'refused';

const CASES: Readonly<Record<Outcome, readonly [what: string, message: Record<string, unknown>][]>> = {
  acknowledge: [
    ['a message that says nothing', {}],
    ['a payload of any kind', { payload: [1, 2, 3] }],
    ['no error', { error: undefined }],
    ['status 200', { statusCode: 200 }],
    ['status 204', { statusCode: 204 }],
    ['status 299', { statusCode: 299 }],
    ['a _bulk answer without errors', { statusCode: 200, payload: { errors: false, items: [create(201)] } }],
    ['_bulk items that all went well after all', { payload: bulk(create(201), create(200)) }],
    ['_bulk items that were there already', { statusCode: 200, payload: bulk(create(409), create(201)) }],
    ['the same as text', { payload: JSON.stringify(bulk(create(409))) }],
    ['the same as a buffer', { payload: Buffer.from(JSON.stringify(bulk(create(409)))) }],
    ['text that only mentions errors', { payload: '"errors":true, they said' }],
    ['text that is not JSON', { payload: '{"errors":true, they said' }],
    ['lines of records', { payload: '{"a":1}\n{"a":2}' }],
    ['errors that are no truth value', { payload: { errors: 'true', items: [create(400)] } }],
    ['errors that are a list', { payload: { errors: [], items: [create(400)] } }],
  ],
  refused: [
    ['one bad item', { statusCode: 200, payload: bulk(create(201), create(400), create(201)) }],
    ['a bad item that `errors` hides', { statusCode: 200, payload: { ...bulk(create(400)), errors: false } }],
  ],
  reject: [
    ['an error from a Catch node', { error: { message: 'disk full' } }],
    ['an error that is only text', { error: 'disk full' }],
    ['an error beside a good status', { error: { message: 'x' }, statusCode: 200 }],
    ['status 199', { statusCode: 199 }],
    ['status 300', { statusCode: 300 }],
    ['status 404', { statusCode: 404 }],
    ['status 503', { statusCode: 503 }],
    ['a status that is half one', { statusCode: 200.5 }],
    ['the status of http request without a response', { statusCode: 'ECONNREFUSED' }],
    ['a status that is text, whatever it says', { statusCode: '200' }],
    ['a status that is nothing', { statusCode: null }],
    ['a status that http request could not set', { statusCode: undefined, payload: 'RequestError: x' }],
    ['a cluster that is busy', { statusCode: 200, payload: bulk(create(429)) }],
    ['a bad item of another action', { payload: bulk({ index: { status: 500 } }) }],
    ['a bad item as text', { payload: JSON.stringify(bulk(create(503)), null, 2) }],
    ['a bad item in a buffer', { payload: Buffer.from(JSON.stringify(bulk(create(503)))) }],
    ['an item without a status', { payload: bulk({ create: { error: {} } }, create(201)) }],
    ['an item whose status is no number', { payload: bulk(create('201')) }],
    ['errors whose items were filtered away', { payload: { errors: true } }],
    ['items that are no list', { payload: { errors: true, items: 'many' } }],
  ],
};

for (const [outcome, cases] of Object.entries(CASES)) {
  describe(`The outcome auto: ${outcome}`, () => {
    for (const [what, message] of cases) {
      it(what, () => assert.equal(outcomeOf(message), outcome));
    }
  });
}

describe('The outcome auto, for a payload that was not read since the source sent it', () => {
  const records = '{"errors":true}';
  const sent = (message: Record<string, unknown>): Record<string, unknown> => {
    setLazyPayload(message, () => records, Buffer.from(`${records}\n`));
    return message;
  };

  it('ignores the payload and does not read it', () => {
    const message = sent({ statusCode: 200 });
    assert.equal(outcomeOf(message), 'acknowledge');
    assert.ok(rawLinesOf(message));
  });

  it('still uses the error and the status', () => {
    assert.equal(outcomeOf(sent({ error: 'disk full' })), 'reject');
    assert.equal(outcomeOf(sent({ statusCode: 503 })), 'reject');
  });
});

const HTML = { 'content-type': 'text/html' };
const PORTAL = '<html><head><title>Sign in</title></head></html>';
const HEC_URL = 'https://splunk.example.com:8088/services/collector/event';
const BULK_URL = 'https://elastic.example.com:9200/logs-mimecast.siem-default/_bulk?pipeline=x';
const ids = ['a', 'b', 'c'];
/** As the http request node leaves it. */
const answered = (statusCode: unknown, payload: unknown, more: Record<string, unknown> = {}) => ({
  statusCode,
  payload,
  headers: typeof payload === 'string' ? HTML : { 'content-type': 'application/json' },
  redirectList: [],
  mimecast: { log: 'siem', ids },
  ...more,
});
const misconfigured = (message: Record<string, unknown>): boolean => {
  const verdict = judge(message);
  return verdict.kind === 'reject' && verdict.misconfigured === true;
};

describe('The profile auto', () => {
  for (const [how, more] of [
    ['the address of the answer', { responseUrl: HEC_URL }],
    ['the address that the flow has set', { url: HEC_URL, responseUrl: 'https://sso.example.com/' }],
    ['an address without a scheme', { url: 'splunk:8088/services/collector' }],
    ['the raw endpoint', { responseUrl: 'https://s/services/collector/raw?channel=1' }],
    ['the versioned endpoint', { responseUrl: 'https://s/services/collector/event/1.0' }],
    ['the format of the body', { mimecast: { ids, body: { format: 'hec', records: 3 } } }],
  ] as const)
    it(`recognizes HEC by ${how}: a page and 400 with code 10 put nothing aside`, () => {
      assert.equal(misconfigured(answered(200, PORTAL, more)), true);
      assert.equal(misconfigured(answered(400, { text: 'Data channel is missing', code: 10 }, more)), true);
      assert.equal(misconfigured(answered(400, { text: 'Incorrect index', code: 7 }, more)), true);
      assert.equal(outcomeOf(answered(200, { text: 'Success', code: 0 }, more)), 'acknowledge');
    });

  for (const [how, more] of [
    ['the address of the answer', { responseUrl: BULK_URL }],
    [
      'the address that the flow has set',
      { url: 'http://elastic/_bulk/', responseUrl: 'http://elastic/login' },
    ],
    ['the format of the body', { mimecast: { ids, body: { format: 'elastic', records: 3 } } }],
  ] as const)
    it(`recognizes _bulk by ${how}: a page, and items that are missing, are no success`, () => {
      const items = (...statuses: number[]) => ({ errors: false, items: statuses.map(create) });
      assert.equal(misconfigured(answered(200, PORTAL, more)), true);
      assert.equal(outcomeOf(answered(200, items(201, 201), more)), 'reject');
      assert.equal(outcomeOf(answered(200, { took: 1, errors: false }, more)), 'reject');
      assert.equal(outcomeOf(answered(200, items(201, 201, 409), more)), 'acknowledge');
      assert.equal(outcomeOf(answered(200, items(201, 429, 400), more)), 'reject');
      assert.equal(outcomeOf(answered(200, items(201, 201, 400), more)), 'refused');
    });

  it('leaves other receivers their own success', () => {
    for (const more of [
      { responseUrl: 'https://chat.example.com/hook' },
      { url: 'http://x/services/collector/health' },
    ])
      assert.equal(outcomeOf(answered(200, PORTAL, more)), 'acknowledge');
    assert.equal(
      outcomeOf({ payload: PORTAL, mimecast: { body: { format: 'hec', records: 1 } } }),
      'acknowledge',
    );
  });

  it('does not trust the success of another request than the one that was sent', () => {
    const redirected = {
      redirectList: [{ location: 'https://x.example/?a=1' }],
      responseUrl: 'https://x.example/',
    };
    const verdict = judge(answered(200, 'ok', redirected));
    assert.ok(verdict.kind === 'reject' && verdict.misconfigured);
    assert.match(verdict.reason, /^302 redirects to https:\/\/x\.example\/.*: set that address/);
    const hec = { ...redirected, responseUrl: HEC_URL };
    assert.equal(outcomeOf(answered(200, { text: 'Success', code: 0 }, hec)), 'acknowledge');
  });

  it('counts what was sent by the format node, the ids of a page, or the joined batch', () => {
    const two = { errors: false, items: [create(201), create(201)] };
    const more = (mimecast: object) => answered(200, two, { url: BULK_URL, mimecast });
    assert.equal(outcomeOf(more({ ids, body: { format: 'elastic', records: 2 } })), 'acknowledge');
    assert.equal(outcomeOf(more({ ids })), 'reject');
    assert.equal(outcomeOf(more({ id: 'a' })), 'reject');
    assert.equal(outcomeOf(more({})), 'acknowledge', 'lines: nobody knows');
    const joined = { profile: 'auto', settles: 'batch' } as const;
    assert.equal(judge(more({ id: 'a' }), joined, { ...page, count: 2 }).kind, 'acknowledge');
    assert.equal(judge(more({ id: 'a' }), joined, { ...page, count: 3 }).kind, 'reject');
  });

  it('says why in the words of the receiver', () => {
    const reason = (message: Record<string, unknown>): string => {
      const verdict = judge(message);
      return verdict.kind === 'refused'
        ? refusalText(verdict)
        : verdict.kind === 'reject'
          ? verdict.reason
          : '';
    };
    assert.equal(
      reason(answered(403, { text: 'Invalid token', code: 4 }, { url: HEC_URL })),
      '403 Invalid token',
    );
    assert.equal(
      reason(answered(200, PORTAL, { url: HEC_URL })),
      '200 with a page, not an answer of HEC: Sign in',
    );
    assert.equal(reason({ statusCode: 'ECONNREFUSED', url: HEC_URL }), 'connection refused');
    const failed = { create: { status: 400, error: { type: 'a_kind', reason: 'no such field' } } };
    const items = { errors: true, items: [create(201), failed, create(201)] };
    assert.equal(reason(answered(200, items, { url: BULK_URL })), '400 a_kind: no such field (1 of 3)');
    const large = answered(413, PORTAL, { url: BULK_URL });
    assert.match(reason(large), /^413 Sign in \(3 records\): choose smaller pages/);
    assert.equal(misconfigured(large), true);
  });

  it('lets one record be too large, and a page name the event', () => {
    const single = judge(answered(413, PORTAL, { url: HEC_URL, mimecast: { id: 'a' } }));
    assert.ok(single.kind === 'refused' && single.othersArrived);
    const invalid = { text: 'Invalid data format', code: 6, 'invalid-event-number': 2 };
    const named = judge(answered(400, invalid, { url: HEC_URL }));
    assert.ok(named.kind === 'refused' && !named.othersArrived);
    assert.deepEqual(
      named.records.map(({ index }) => index),
      [2],
    );
  });
});

describe('A profile that was chosen', () => {
  it('judges by its rules, whatever the request', () => {
    const message = answered(200, PORTAL, { url: 'https://proxy.example.com/in' });
    for (const profile of ['splunk-hec', 'elasticsearch-bulk'] as const)
      assert.equal(judge(message, { ...AUTO, profile }).kind, 'reject');
    assert.equal(judge({ ...message, url: HEC_URL }, { ...AUTO, profile: 'http-2xx' }).kind, 'acknowledge');
  });

  it('demands an answer', () => {
    for (const profile of ['splunk-hec', 'elasticsearch-bulk', 'http-2xx'] as const)
      assert.equal(judge({ payload: { code: 0 } }, { ...AUTO, profile }).kind, 'reject');
  });
});
