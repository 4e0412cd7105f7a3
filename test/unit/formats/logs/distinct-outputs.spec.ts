/** Records that say different things give different outputs, in every format. */
import assert from 'node:assert/strict';
import type { Sample } from '../samples';
import { lineOf } from '../support/format-sample';
import { READ_FORMATS, readBack } from '../support/read-back';

const siem = (type: string, record: object): Sample => ({ log: 'siem', type, record: { type, ...record } });
const finding = (controls: unknown): Sample => ({
  log: 'finding',
  type: 'url-protection',
  record: { check: 'MC-URL-01', title: 'URL protection', status: 'fail', controls },
});
const recipients = (...names: readonly string[]): Sample => ({
  log: 'held',
  type: 'releases',
  record: {
    status: 'released',
    to: names.map((displayableName, index) => ({
      emailAddress: `u${index}@corp.example`,
      displayableName,
    })),
  },
});
const attachments = (...names: readonly string[]): Sample =>
  siem('process', { action: 'Acc', attachments: names.map((name) => `"${name}"`).join(', ') });

/** Each row: the same values, put together in another way. */
const ROWS: readonly (readonly [title: string, ...samples: readonly Sample[]])[] = [
  [
    'controls under another standard',
    finding({ CIS: ['9.3'], NIST: ['x', 'y'] }),
    finding({ CIS: ['9.3', 'x'], NIST: ['y'] }),
    finding({ CIS: ['9.3', 'x', 'y'], NIST: [] }),
  ],
  [
    'controls in pairs',
    finding([
      { standard: 'CIS', id: 'x' },
      { standard: 'NIST', id: 'y' },
    ]),
    finding([
      { standard: 'CIS', id: 'y' },
      { standard: 'NIST', id: 'x' },
    ]),
    finding([{ standard: 'CIS', id: 'x' }, { standard: 'NIST' }, { id: 'y' }]),
  ],
  [
    'names of recipients',
    recipients('Doe, Ana', '', 'Cy'),
    recipients('Doe', 'Ana', 'Cy'),
    recipients('Doe', 'Ana', '', 'Cy'),
    recipients('Doe, Ana, Cy'),
    recipients('["Doe","Ana"]', '', 'Cy'),
  ],
  [
    'names of files',
    attachments('a.pdf', 'b.pdf'),
    attachments('a.pdf, b.pdf'),
    attachments('a.pdf, b.pdf', 'c.pdf'),
    attachments('a.pdf', 'b.pdf, c.pdf'),
  ],
  [
    'the checks of an impersonation',
    { log: 'ttp', type: 'impersonation', record: { hits: 2, identifiers: ['a', 'b'] } },
    { log: 'ttp', type: 'impersonation', record: { hits: 2, identifiers: ['a, b'] } },
  ],
  [
    'links',
    siem('url protect', {
      action: 'Block',
      url: ['http://a.example/x', 'http://b.example/y, http://c.example/z'],
    }),
    siem('url protect', {
      action: 'Block',
      url: ['http://a.example/x, http://b.example/y', 'http://c.example/z'],
    }),
  ],
];

describe('Different records have different outputs', () => {
  for (const format of READ_FORMATS)
    for (const [title, ...samples] of ROWS)
      it(`${format}: ${title}`, () => {
        const outputs = samples.map((sample) => JSON.stringify(readBack(sample, format)));
        assert.equal(new Set(outputs).size, samples.length, outputs.join('\n'));
      });

  it('a list whose entries have commas, or no text, is JSON in CEF and LEEF', () => {
    const sample = recipients('Doe, Ana', '', 'Cy');
    assert.match(lineOf(sample, { format: 'cef' }), / MimecastToNames=\["Doe, Ana","","Cy"\]/);
    assert.match(lineOf(sample, { format: 'leef' }), /\ttoNames=\["Doe, Ana","","Cy"\]/);
    assert.match(lineOf(recipients('Ana', 'Bo'), { format: 'leef' }), /\ttoNames=Ana, Bo(?:\t|$)/);
    const files = lineOf(attachments('Smith, Jones.docx', 'b.pdf'), { format: 'leef' });
    assert.match(files, /\tfileName=\["Smith, Jones.docx","b.pdf"\]/);
  });
});
