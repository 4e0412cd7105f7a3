/** What is shown stays up to date by itself, costs nothing while nobody looks, and says when it is out of date. */
import assert from 'node:assert/strict';
import type { OverviewModel } from '../../../nodes/lib/contracts/overview';
import { sampleOverview } from '../../doubles/overview-sample';
import { waitFor } from '../harness/process/wait-for';
import { describePage } from './support/each-page';
import type { OverviewPage } from './support/overview-page';
import type { OverviewServer } from './support/overview-server';

const small = () => sampleOverview(3);
const WAIT_MS = 15_000;

const listenersAre = (server: OverviewServer, number: number): Promise<boolean> =>
  waitFor(() => (server.listeners === number ? true : undefined), {
    ...{ what: `${number} listeners`, ms: WAIT_MS, everyMs: 20 },
  });

const firstRow = ({ collection }: OverviewModel) => {
  const row = collection?.rows.find(({ level }) => level === 'ok');
  assert.ok(row);
  return row;
};

/** The browser logs every response with an error status, and every broken connection. */
const ignoreNetworkErrors = ({ errors }: OverviewPage): void => {
  const others = errors.filter((one) => !/Failed to load resource|net::ERR/.test(one));
  errors.splice(0, errors.length, ...others);
};

describePage('The connection of the overview', (it) => {
  it(
    'brings a change without a reload, and a screen reader hears of it',
    small,
    async ({ shown, server }) => {
      const row = firstRow(server.model);
      const before = server.requests.length;
      server.send({
        at: server.model.at,
        rows: [{ ...row, level: 'bad', state: 'stale', advice: 'restart', lagMs: 10 ** 9 }],
      });
      const first = shown.rows().first();
      await first.getByText('No poll for three intervals').waitFor();
      assert.equal(await first.getAttribute('data-row'), row.id);
      assert.equal(server.requests.length, before);
      await shown.page
        .locator('output', { hasText: /^Collection: \d+ entries need attention, before: \d+$/ })
        .waitFor({ state: 'attached' });
    },
  );

  it('reads the model again when the server says so', small, async ({ shown, server }) => {
    server.model = sampleOverview(2);
    server.send({ at: server.model.at, reload: true });
    await shown.page.getByText('12 of 12 shown').waitFor();
  });

  it('misses no change that comes while the model is being read', small, async ({ shown, server }) => {
    const row = firstRow(server.model);
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await shown.page.route('**/data?part=collection', async (route) => {
      const response = await route.fetch();
      await held;
      await route.fulfill({ response });
    });
    server.send({ at: server.model.at, reload: true });
    await waitFor(
      () => (server.requests.filter((one) => one.startsWith('data')).length === 2 ? true : undefined),
      {
        ...{ what: 'the second request', ms: WAIT_MS, everyMs: 20 },
      },
    );
    server.send({ at: server.model.at, rows: [{ ...row, level: 'bad', state: 'stale', lagMs: 10 ** 9 }] });
    release();
    await shown.rows().first().getByText('No poll for three intervals').waitFor();
  });

  it('asks for the part that is shown, and no other', small, async ({ shown, server }) => {
    await shown.select('API');
    assert.deepEqual(
      server.requests.filter((one) => one.startsWith('data')),
      ['data?part=collection', 'data?part=api'],
    );
    await listenersAre(server, 1);
  });

  it(
    'is closed while the page is hidden, and open again when it is shown',
    small,
    async ({ shown, server }) => {
      await listenersAre(server, 1);
      await shown.setHidden(true);
      await listenersAre(server, 0);
      const before = server.requests.length;
      server.model = sampleOverview(2);
      await shown.setHidden(false);
      await shown.page.getByText('12 of 12 shown').waitFor();
      assert.deepEqual(server.requests.slice(before), ['events', 'data?part=collection']);
    },
  );

  it(
    'says that it is lost, comes back by itself, and keeps what was shown',
    small,
    async ({ shown, server }) => {
      server.status = 503;
      server.cut();
      await shown.connectionIs('lost');
      assert.match(
        await shown.page.locator('.mo-notice').innerText(),
        /The connection to Node-RED is lost.*Next attempt at/,
      );
      assert.ok((await shown.rows().count()) > 0);
      server.status = undefined;
      await shown.connectionIs('live');
      assert.equal(await shown.page.locator('.mo-notice').count(), 0);
      ignoreNetworkErrors(shown);
    },
  );

  it(
    'says nothing when the next connection works: a deploy ends them all',
    small,
    async ({ shown, server }) => {
      await shown.page.evaluate(`(() => {
      window.states = [];
      const notice = document.querySelector('[data-connection]');
      new MutationObserver(() => window.states.push(notice.dataset.connection)).observe(notice, { attributes: true });
    })()`);
      server.model = sampleOverview(2);
      server.cut();
      await shown.page.getByText('12 of 12 shown').waitFor();
      assert.deepEqual(await shown.page.evaluate('window.states'), []);
      ignoreNetworkErrors(shown);
    },
  );

  it('shows what there is when the server takes no more listeners', small, async ({ shown, server }) => {
    server.isFull = true;
    await shown.page.reload();
    await shown.connectionIs('lost');
    await shown.rows().first().waitFor();
    ignoreNetworkErrors(shown);
  });

  it('waits longer after each failed attempt', small, async ({ shown, server }) => {
    server.status = 503;
    const before = server.requests.length;
    server.cut();
    await shown.connectionIs('lost');
    const times: number[] = [];
    await waitFor(
      () => {
        while (times.length < server.requests.length - before) times.push(Date.now());
        return times.length >= 4 ? true : undefined;
      },
      { what: 'four attempts', ms: 30_000, everyMs: 20 },
    );
    const [first = 0, second = 0, third = 0, fourth = 0] = times;
    // Half to whole of 1, 2 and 4 s.
    assert.ok(second - first >= 450, 'second attempt');
    assert.ok(third - second >= 950, 'third attempt');
    assert.ok(fourth - third >= 1950, 'fourth attempt');
    ignoreNetworkErrors(shown);
  });

  it('notices that nothing is heard any more', small, async ({ shown, server }) => {
    server.isSilent = true;
    await waitFor(() => (server.requests.filter((one) => one === 'events').length >= 2 ? true : undefined), {
      ...{ what: 'a second connection', ms: WAIT_MS, everyMs: 20 },
    });
    assert.ok((await shown.rows().count()) > 0);
  });

  it('says that the login has ended, and goes on after a new one', small, async ({ shown, server }) => {
    server.token = 'new';
    server.cut();
    await shown.connectionIs('ended');
    const notice = shown.page.locator('.mo-notice');
    assert.match(await notice.innerText(), /Your login has ended/);
    assert.equal(await notice.getByRole('link').getAttribute('href'), new URL('../../', server.url).href);
    // Nothing is tried meanwhile.
    const before = server.requests.length;
    await shown.page.evaluate(`localStorage.setItem('auth-tokens', '{"access_token":"new"}')`);
    assert.equal(server.requests.length, before);
    await notice.getByRole('button', { name: 'Try again' }).click();
    await shown.connectionIs('live');
    ignoreNetworkErrors(shown);
  });

  it(
    'goes on by itself when somebody logs in to the editor in another window',
    small,
    async ({ shown, server }) => {
      server.token = 'new';
      server.cut();
      await shown.connectionIs('ended');
      const other = await shown.page.context().newPage();
      await other.goto(new URL('../../', server.url).href);
      await other.evaluate(`localStorage.setItem('auth-tokens', '{"access_token":"new"}')`);
      await shown.connectionIs('live');
      ignoreNetworkErrors(shown);
    },
  );

  it('says that a permission is missing', small, async ({ shown, server }) => {
    server.status = 403;
    server.cut();
    await shown.connectionIs('forbidden');
    await shown.page.getByText('mimecast.read is required').waitFor();
    ignoreNetworkErrors(shown);
  });

  it('says that the package was updated meanwhile', small, async ({ shown, server }) => {
    server.model = Object.assign({}, server.model, { version: 2 });
    server.send({ at: server.model.at, reload: true });
    await shown.connectionIs('outdated');
    server.model = sampleOverview(2);
    await shown.page.getByRole('button', { name: 'Reload' }).click();
    await shown.page.getByText('12 of 12 shown').waitFor();
  });

  it('survives what is no model: a page of a proxy', small, async ({ shown, server }) => {
    await shown.page.route('**/data?part=collection', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<html>' }),
    );
    server.send({ at: server.model.at, reload: true });
    await shown.connectionIs('lost');
    await shown.page.unroute('**/data?part=collection');
    await shown.connectionIs('live');
  });
});
