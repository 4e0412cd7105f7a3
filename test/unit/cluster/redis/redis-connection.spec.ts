import assert from 'node:assert/strict';
import { createServer } from 'node:tls';
import { RedisConnection, type RedisOptions } from '../../../../nodes/lib/cluster/redis/redis-connection';
import { checkRedisHealth } from '../../../../nodes/lib/cluster/redis/redis-health';
import { type FakeRedis, type Responder, startFakeRedis } from '../../../doubles/fake-redis';
import { fixture } from '../../api/support/servers';

const PASSWORD = 'do-not-show-me-42';
const OK = '+OK';

describe('RedisConnection', () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });

  async function serve(response: Responder): Promise<FakeRedis> {
    const server = await startFakeRedis(
      (words) => response(words) ?? (['AUTH', 'CLIENT', 'SELECT'].includes(words[0] ?? '') ? OK : undefined),
    );
    open.push(server);
    return server;
  }
  function linkTo(port: number, over: Partial<RedisOptions> = {}): RedisConnection {
    const link = new RedisConnection({
      ...{ host: '127.0.0.1', port, database: 0, tls: undefined, username: '', password: PASSWORD },
      timeoutMs: 300,
      ...over,
    });
    open.push(link);
    return link;
  }

  it('connects at the first command, signs in, and reuses the connection', async () => {
    const redis = await serve(([name]) => (name === 'PING' ? '+PONG' : undefined));
    const link = linkTo(redis.port, { username: 'someone', database: 3 });
    assert.equal(redis.connections, 0);
    assert.deepEqual([await link.command(['PING']), await link.command(['PING'])], ['PONG', 'PONG']);
    assert.equal(redis.connections, 1);
    assert.ok(redis.commands.some((words) => words.join(' ') === `AUTH someone ${PASSWORD}`));
    assert.ok(redis.commands.some((words) => words.join(' ') === 'SELECT 3'));
  });

  it("sends neither the flow's nor the account's name to Redis", async () => {
    const redis = await serve(() => OK);
    await linkTo(redis.port).command(['PING']);
    const client = redis.commands
      .filter(([name]) => name === 'CLIENT')
      .map((words) => words.slice(1, 3).join(' '));
    assert.deepEqual(client.toSorted(), ['SETINFO LIB-NAME', 'SETINFO LIB-VER']);
  });

  it('waits for a reply no longer than its time-out, and reconnects afterwards', async () => {
    let silent = true;
    const redis = await serve(([name]) => (name === 'GET' && !silent ? '$2\r\nhi' : undefined));
    const link = linkTo(redis.port);
    await assert.rejects(link.command(['GET', 'x']), {
      code: 'MIMECAST_UNAVAILABLE',
      message: `Redis at 127.0.0.1:${redis.port}: no answer within 0.3 s`,
      transient: true,
    });
    silent = false;
    assert.equal(await link.command(['GET', 'x']), 'hi');
    assert.equal(redis.connections, 2);
  });

  it('reports where nothing listens', async () => {
    const redis = await serve(() => OK);
    const { port } = redis;
    await redis.close();
    await assert.rejects(linkTo(port).command(['PING']), {
      code: 'MIMECAST_UNAVAILABLE',
      message: new RegExp(`^Redis at 127\\.0\\.0\\.1:${port}: .*ECONNREFUSED`),
    });
  });

  it('reports refused credentials as permanent', async () => {
    const redis = await serve(([name]) =>
      name === 'AUTH' ? '-WRONGPASS invalid username-password pair or user is disabled.' : undefined,
    );
    await assert.rejects(linkTo(redis.port).command(['PING']), {
      code: 'MIMECAST_CONFIG',
      message: /WRONGPASS/,
    });
  });

  it('never shows the password, although the reply contains it', async () => {
    const redis = await serve((words) =>
      words[0] === 'AUTH'
        ? `-ERR unknown command 'AUTH', with args beginning with: '${PASSWORD}'`
        : undefined,
    );
    const error: unknown = await linkTo(redis.port)
      .command(['PING'])
      .then(
        () => undefined,
        (reason: unknown) => reason,
      );
    assert.ok(error instanceof Error);
    assert.match(error.message, /\*\*\*/);
    assert.ok(!`${error.message} ${error.stack} ${JSON.stringify(error)}`.includes(PASSWORD));
    assert.equal(error.cause, undefined);
  });

  it('keeps the connection on a Redis error, and leaves a server that is not the primary any more', async () => {
    const redis = await serve(([name]) =>
      name === 'SET' ? '-READONLY You can not write against a read only replica.' : '-ERR no such thing',
    );
    const link = linkTo(redis.port, { password: '' });
    await assert.rejects(link.command(['GET', 'x']), /no such thing/);
    await assert.rejects(link.command(['GET', 'x']), /no such thing/);
    assert.equal(redis.connections, 1);
    await assert.rejects(link.command(['SET', 'x', 'y']), /READONLY/);
    await assert.rejects(link.command(['GET', 'x']), /no such thing/);
    assert.equal(redis.connections, 2);
  });

  it('sends the text of a script only when Redis does not have it', async () => {
    let knows = false;
    const redis = await serve(([name]) => {
      if (name === 'EVALSHA') return knows ? ':1' : '-NOSCRIPT No matching script.';
      if (name !== 'EVAL') return undefined;
      knows = true;
      return ':1';
    });
    const link = linkTo(redis.port);
    for (let time = 0; time < 3; time += 1) assert.equal(await link.script('return 1', ['k'], ['v']), 1);
    const names = redis.commands.map(([name]) => name).filter((name) => name?.startsWith('EVAL'));
    assert.deepEqual(names, ['EVALSHA', 'EVAL', 'EVALSHA', 'EVALSHA']);
  });

  it('does nothing more once it is closed', async () => {
    const redis = await serve(() => OK);
    const link = linkTo(redis.port);
    await link.command(['PING']);
    await link.close();
    await assert.rejects(link.command(['PING']), /closed/);
    assert.equal(redis.connections, 1);
  });

  it('closes at once while it connects', async () => {
    const redis = await startFakeRedis(() => undefined);
    open.push(redis);
    const link = linkTo(redis.port, { timeoutMs: 60_000 });
    const refused = assert.rejects(link.command(['PING']), { code: 'MIMECAST_UNAVAILABLE' });
    while (redis.commands.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await link.close();
    await refused;
  });

  it('verifies certificates over TLS', async () => {
    const pem = fixture('server.pem');
    const server = createServer({ key: pem, cert: pem }, (socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => socket.write('+OK\r\n'.repeat(4)));
    });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    open.push({ close: () => new Promise((closed) => server.close(() => closed())) });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await assert.rejects(linkTo(port, { tls: {} }).command(['PING']), /certificate/i);
    const trusting = linkTo(port, { tls: { ca: fixture('ca.pem') }, password: '' });
    assert.equal(await trusting.command(['PING']), 'OK');
    await trusting.close();
  });
});

describe('The connection test of Redis', () => {
  const info = (over: Readonly<Record<string, string>> = {}) => {
    const facts = { redis_version: '7.0.15', maxmemory_policy: 'noeviction', aof_enabled: '1', ...over };
    return {
      script: async () => '1795342900',
      command: async () =>
        Object.entries(facts)
          .map(([name, value]) => `${name}:${value}`)
          .join('\r\n'),
    };
  };

  it('returns the server, and that all is well', async () => {
    const { level, text } = await checkRedisHealth(info(), 'spec');
    assert.match(`${level} ${text}`, /^green Connection successful · Redis 7\.0\.15 · \d+ ms$/);
    const valkey = await checkRedisHealth(info({ valkey_version: '8.0.1' }), 'spec');
    assert.match(valkey.text, /· Valkey 8\.0\.1 ·/);
  });

  it('warns where keys may be evicted', async () => {
    const { level, text } = await checkRedisHealth(info({ maxmemory_policy: 'allkeys-lru' }), 'spec');
    assert.match(`${level} ${text}`, /^yellow .*noeviction/);
  });

  it('mentions that a crash may lose recent writes', async () => {
    const { level, text } = await checkRedisHealth(info({ aof_enabled: '0' }), 'spec');
    assert.match(`${level} ${text}`, /^green .*append-only file off/);
  });

  it('rejects versions that are too old', async () => {
    const { level, text } = await checkRedisHealth(info({ redis_version: '4.0.9' }), 'spec');
    assert.match(`${level} ${text}`, /^red Redis 4\.0\.9 is too old/);
  });

  it('lists what it could not check, for a restricted user or a server without the information', async () => {
    const link = { ...info(), command: () => Promise.reject(new Error('NOPERM')) };
    for (const silent of [link, info({ maxmemory_policy: '' })]) {
      const { level, text } = await checkRedisHealth(silent, 'spec');
      assert.match(
        `${level} ${text}`,
        /^yellow Redis.* answers, but whether it drops keys .* \+info.*noeviction$/,
      );
    }
  });
});
