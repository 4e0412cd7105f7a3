import assert from 'node:assert/strict';
import { waitUntil } from '../../doubles/wait-until';
import { HecDouble } from '../../real/harness/servers/hec-double';
import { type HttpCall, httpDouble } from '../../real/harness/servers/http-double';
import { fixture, serveHttps } from '../../unit/api/support/servers';
import { helper } from '../support/account-helper';
import { tlsNode } from '../support/flow-nodes';
import { flow, TOKEN, useHttpFlow } from './http-flow';

describe('The settings of mimecast-http', () => {
  const { cleanup, run } = useHttpFlow();

  it('shows invalid properties, and fails every message', async () => {
    for (const [properties, credentials, reason] of [
      [{ url: '' }, { token: TOKEN }, /: url: enter the address of the receiver/],
      [{ url: 'ftp://splunk:8088' }, { token: TOKEN }, /: url: this is not an address/],
      [
        { url: 'https://u:p@splunk.example' },
        { token: TOKEN },
        /: url: no user name or password in the address/,
      ],
      [{ url: 'https://splunk.example' }, {}, /: token: enter the token/],
      [{ url: 'https://x.example', receiver: 'azure' }, {}, /: url: the address of Azure names the rule/],
      [
        { url: 'https://x.example', headers: '{"a b":"c"}' },
        { token: TOKEN },
        /: headers: a b is not the name/,
      ],
      [{ url: 'https://x.example', headers: '{"x":"${UNSET_7}"}' }, { token: TOKEN }, /UNSET_7 is not set/],
      [
        { url: 'https://x.example', receiver: 'json' },
        { token: 'a', username: 'b' },
        /either a token or a user name/,
      ],
      [{ url: 'https://x.example', tls: 'gone' }, { token: TOKEN }, /TLS configuration is missing/],
      [{ url: 'https://x.example', proxy: 'gone' }, { token: TOKEN }, /proxy configuration is missing/],
    ] as const) {
      const { sink, caught, delivered } = await run(flow(properties), credentials);
      sink.receive({ payload: {} });
      await waitUntil(() => caught.some(({ payload }) => payload !== undefined), 'the error');
      assert.match(caught.at(-1)?.error?.message ?? '', reason);
      assert.equal(delivered.length, 0);
      await helper.unload();
    }
  });

  it('replaces variables in headers and credentials, and never shows their values', async () => {
    process.env['MIMECAST_HTTP_KEY'] = 'canary-header-key';
    process.env['MIMECAST_HTTP_TOKEN'] = TOKEN;
    cleanup.add(async () => {
      delete process.env['MIMECAST_HTTP_KEY'];
      delete process.env['MIMECAST_HTTP_TOKEN'];
    });
    const calls: HttpCall[] = [];
    const url = await httpDouble((call) => {
      calls.push(call);
      return { status: 403, json: { message: `no: ${JSON.stringify(call.headers)}` } };
    }, cleanup);
    const headers = '{"X-Key":"id ${MIMECAST_HTTP_KEY}"}';
    const { sink, caught, statuses } = await run(flow({ url, receiver: 'json', headers }), {
      token: '${MIMECAST_HTTP_TOKEN}',
    });
    sink.receive({ payload: {} });
    await waitUntil(() => caught.length === 1 && statuses.some(({ fill }) => fill === 'red'), 'the error');
    assert.equal(calls[0]?.headers['x-key'], 'id canary-header-key');
    assert.equal(calls[0]?.headers.authorization, `Bearer ${TOKEN}`);
    assert.doesNotMatch(JSON.stringify([caught, statuses]), /canary/);
    assert.match(JSON.stringify(statuses), /\*\*\*/);
  });

  it('never shows the secret of a webhook, which is a part of its address', async () => {
    const origin = await httpDouble(
      ({ path }) => ({
        status: 404,
        text: `<pre>Cannot POST ${path}</pre>`,
        headers: { 'content-type': 'text/html' },
      }),
      cleanup,
    );
    const url = `${origin}/services/T0AA/canary0path0123456789?sig=canary%2Bquery%2B0123456789&v=1`;
    const { sink, caught, statuses } = await run(flow({ url, receiver: 'json' }), {});
    sink.receive({ payload: {} });
    await waitUntil(() => caught.length === 1 && statuses.some(({ fill }) => fill === 'red'), 'the error');
    assert.doesNotMatch(JSON.stringify([caught, statuses]), /canary/);
    assert.match(JSON.stringify(statuses), /404 Cannot POST/);
  });

  it('uses a TLS node', async () => {
    const splunk = new HecDouble(TOKEN);
    const server = await serveHttps('server.pem', (request, response, body) => {
      const { status, json } = splunk.respond({ path: request.url ?? '', headers: request.headers, body });
      response.writeHead(status).end(JSON.stringify(json));
    });
    cleanup.add(() => server.close());
    const url = server.origin;
    const untrusted = await run(flow({ url, gzip: false }));
    untrusted.sink.receive({ payload: {} });
    await waitUntil(
      () => untrusted.statuses.some(({ text }) => /certificate/.test(String(text))),
      'the refusal',
    );
    assert.equal(splunk.requests, 0);
    await helper.unload();
    const nodes = flow({ url, gzip: false, tls: 'tls' }, [tlsNode()]);
    const { sink, delivered } = await run(nodes, { token: TOKEN }, { tls: { cadata: fixture('ca.pem') } });
    sink.receive({ payload: {} });
    await waitUntil(() => delivered.length === 1, 'the message');
  });
});
