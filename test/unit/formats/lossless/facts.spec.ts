/** The names of facts and their values are two lists in the same order. */
import assert from 'node:assert/strict';
import { type Event, newEvent } from '../../../../nodes/lib/formats/event';
import { FACT, FACT_NAMES, type FactName } from '../../../../nodes/lib/formats/render/fact-list';
import { Facts } from '../../../../nodes/lib/formats/render/facts';

const origin = {
  log: 'siem',
  type: 'a type',
  id: 'i',
  account: undefined,
  collectedAt: undefined,
  marks: {},
};
const file = { name: 'n', extension: 'e', mimeType: 'm', size: 1, md5: '5', sha1: '1', sha256: '2' };
const assessment = {
  ...{ uid: 'u', control: 'c', title: 't', status: 's', verdict: 'pass' as const },
  ...{ description: 'd', remediation: 'r', standards: ['sta'], requirements: ['req'], evidence: ['evi'] },
};

/** What differs from the name, in events with the members below. */
const VALUES: Partial<Readonly<Record<FactName, unknown>>> = {
  ...{ fileName: ['n'], fileExtension: ['e'], fileMimeType: ['m'], fileSize: [1] },
  files: undefined,
  ...{ fileMd5: ['5'], fileSha1: ['1'], fileSha256: ['2'] },
  ...{ control: 'c', status: 's', title: 't', description: 'd', remediation: 'r' },
  ...{ standards: ['sta'], requirements: ['req'], evidence: ['evi'] },
  ...{ to: ['to'], toNames: ['toNames'], urls: ['urls'], indicators: ['indicators'] },
  ...{ account: 'an account', type: 'a type' },
};

describe('The facts of an event', () => {
  it('have their values under their names', () => {
    const names = Object.fromEntries(
      FACT_NAMES.filter((name) => !(name in VALUES)).map((name) => [name, name]),
    );
    const event: Event = Object.assign(newEvent({ ...origin, account: 'an account' }, {}), names, {
      ...{ files: [file], assessment, to: ['to'], toNames: ['toNames'], urls: ['urls'] },
      indicators: ['indicators'],
    });
    const { values } = new Facts(event);
    // only of several files
    const two = new Facts({ ...event, files: [file, file] });
    assert.deepEqual(two.values[FACT.files], [file, file]);
    assert.deepEqual(
      Object.fromEntries(FACT_NAMES.map((name, place) => [name, values[place]])),
      Object.fromEntries(FACT_NAMES.map((name) => [name, name in VALUES ? VALUES[name] : name])),
    );
    assert.equal(values.length, FACT_NAMES.length);
  });

  it('are undefined where the event says nothing', () => {
    const { values } = new Facts(newEvent(origin, {}));
    assert.deepEqual(
      FACT_NAMES.filter((_name, place) => values[place] !== undefined),
      ['type'],
    );
  });
});
