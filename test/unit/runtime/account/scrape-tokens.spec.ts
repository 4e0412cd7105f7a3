import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { AccountDeps } from '../../../../nodes/lib/runtime/account/account';
import { type AccountNode, initAccountNode } from '../../../../nodes/lib/runtime/account/account-node';
import {
  accountsOfBearer,
  registerScrapeToken,
  scrapeTokenProblem,
} from '../../../../nodes/lib/runtime/account/scrape-tokens';
import { FakeNode, fakeRuntime } from '../../../doubles/fake-node';

const TOKEN = randomBytes(16).toString('hex');
const deps: AccountDeps = {
  createClient: () => assert.fail('no client'),
  startDemo: () => assert.fail('no tenant'),
};

const WEAK: readonly (readonly [token: string, problem: string])[] = [
  ['short', 'scrapeTokenShort'],
  ['a'.repeat(64), 'scrapeTokenShort'],
  ['hunter2hunter2hunter22', 'scrapeTokenShort'],
  [`${TOKEN} ${TOKEN}`, 'scrapeTokenForm'],
  [`${TOKEN}ä`, 'scrapeTokenForm'],
  [`${TOKEN}\u0000`, 'scrapeTokenForm'],
  [TOKEN.repeat(20), 'scrapeTokenForm'],
  ['${UNSET_TOKEN}', 'scrapeTokenUnset'],
];

describe('A scrape token', () => {
  it('may be 128 random bits in any usual form, or missing', () => {
    assert.equal(scrapeTokenProblem(''), undefined);
    for (let round = 0; round < 200; round += 1)
      for (const form of ['hex', 'base64', 'base64url'] as const)
        assert.equal(scrapeTokenProblem(randomBytes(16).toString(form)), undefined);
  });

  for (const [index, [token, problem]] of WEAK.entries())
    it(`that is weak is refused, and is in no text (${index + 1}: ${problem})`, () => {
      const warnings: string[] = [];
      const fake = new FakeNode({ clientId: 'i', clientSecret: 's', scrapeToken: token });
      const node = Object.assign(fake, { warn: (text: string) => void warnings.push(text) });
      assert.equal(scrapeTokenProblem(token)?.key, problem);
      initAccountNode(fakeRuntime(''), node.asNode as AccountNode, { region: 'global' } as never, deps);
      assert.match(warnings.join('\n'), /^the scrape token is not used(?!.*__)/m);
      if (!token.startsWith('$')) assert.ok(!warnings.join().includes(token));
      assert.equal((node.asNode as AccountNode).account.problem(), undefined, 'the account works');
      assert.equal(accountsOfBearer(`Bearer ${token}`).size, 0);
    });

  it('is accepted until its node is closed, and the one of a newer node stays', () => {
    const older = registerScrapeToken('account', TOKEN);
    const newer = registerScrapeToken('account', TOKEN);
    const another = registerScrapeToken('another', TOKEN);
    assert.deepEqual([...accountsOfBearer(`Bearer ${TOKEN}`)], ['account', 'another']);
    older.remove();
    assert.deepEqual([...accountsOfBearer(`Bearer ${TOKEN}`)], ['account', 'another']);
    newer.remove();
    another.remove();
    assert.equal(accountsOfBearer(`Bearer ${TOKEN}`).size, 0);
  });
});
