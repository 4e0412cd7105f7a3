/** Lists that a text holds: of links, and of people. And the words of actions. */
import assert from 'node:assert/strict';
import { dispositionOf } from '../../../../nodes/lib/formats/logs/shared/dispositions';
import { eventOf, objectOf } from '../support/format-sample';

const TWO_LINKS = ['http://a.example/', 'http://b.example/x?y=1,2'];
const TWO_PEOPLE = ['ana@corp.example', 'bo@corp.example'];

describe('A list in a text', () => {
  for (const [url, expected] of [
    [TWO_LINKS, TWO_LINKS],
    [TWO_LINKS.join(', '), TWO_LINKS],
    [TWO_LINKS.join(' '), TWO_LINKS],
    [TWO_LINKS.join(';\n'), TWO_LINKS],
    [JSON.stringify(TWO_LINKS), TWO_LINKS],
    ["['http://a.example/', 'http://b.example/x?y=1,2']", TWO_LINKS],
    // without a path, the comma cannot be a part of the link
    ['http://a.example,http://b.example', ['http://a.example', 'http://b.example']],
    ['http://a.example/r?u=x,http://b.example', ['http://a.example/r?u=x,http://b.example']],
    ['http://a.example/x, y', ['http://a.example/x, y']],
  ] as const)
    it(`of links: ${JSON.stringify(url)}`, () => {
      const record = { type: 'url protect', action: 'Block', url };
      assert.deepEqual(eventOf('url protect', record).urls, expected);
      const { url: first, related } = Object(
        objectOf({ log: 'siem', type: 'url protect', record }, { format: 'ecs' }),
      );
      assert.equal(first.domain, 'a.example');
      assert.ok(related.hosts.every((host: string) => /^[ab]\.example$/.test(host)));
    });

  for (const recipients of [
    JSON.stringify(TWO_PEOPLE),
    "['ana@corp.example', 'bo@corp.example']",
    '[ana@corp.example, bo@corp.example]',
    'ana@corp.example bo@corp.example',
    'ana@corp.example;bo@corp.example',
    [TWO_PEOPLE.join(', ')],
  ])
    it(`of people: ${JSON.stringify(recipients)}`, () => {
      assert.deepEqual(eventOf('receipt', { recipients }).to, TWO_PEOPLE);
      assert.deepEqual(eventOf('held', { to: recipients }, 'held').to, TWO_PEOPLE);
    });

  it('that is none stays as it is', () => {
    for (const odd of ['[ana@corp.example', '[]', '[one, two]', "['one'"]) {
      const event = eventOf('receipt', { recipients: odd });
      assert.deepEqual([event.to, event.unmapped['recipients']], [[], odd]);
    }
    for (const odd of ['[]', '["word"]', "['a b c"]) {
      const event = eventOf('url protect', { url: odd });
      assert.deepEqual([event.urls, event.unmapped['url']], [[], odd]);
    }
  });
});

describe('The word of an action', () => {
  for (const [disposition, words] of Object.entries({
    allowed: 'Acc, Accept, Accepted, Allow, Allowed, Permit, Permitted, Delivered',
    rejected: 'Rej, Reject, Rejected, Bnc, Bounce, Bounced',
    blocked: 'Block, BLOCKED, Deny, Denied',
    quarantined: 'Hld, Hold, Held, Quarantine, Quarantined',
    isolated: 'Sdbx, Sandbox, Sandboxed, Isolate, Isolated, Isolation',
    delayed: 'Rty, Retry, Delay, Delayed, Defer, Deferred',
    ignored: 'Ign, Ignore, Ignored',
    deleted: 'Delete, Deleted, Drop, Dropped, Discard, Discarded',
    alerted: 'Warn, Warned, Warning, Notification, Notify',
    tagged: 'smart_folder, Tag, Tagged',
    detected: 'none, Log, Logged, Monitor, Monitored',
    failed: 'Failed, Failure',
  }))
    it(`${words}: ${disposition}`, () => {
      for (const word of words.split(', ')) assert.equal(dispositionOf(` ${word} `), disposition, word);
    });

  it('that is not known has no disposition', () => {
    for (const word of ['Redirect', 'Encrypt', 'allow to hold']) assert.equal(dispositionOf(word), undefined);
  });
});
