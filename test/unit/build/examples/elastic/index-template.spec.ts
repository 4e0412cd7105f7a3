/** examples/elastic/index-template.json: every document that we send fits it. */
import assert from 'node:assert/strict';
import { DOCUMENTS, templateSource } from './files';
import { valuesAt } from './kql';
import { indexTemplate, Mapping } from './mapping';

const { index_patterns, template } = indexTemplate.parse(templateSource);
const mapping = new Mapping(template.mappings);

/** By ECS: the types of the fields that Elastic's views and rules need. */
const ECS_TYPES: Readonly<Record<string, string>> = {
  '@timestamp': 'date',
  message: 'match_only_text',
  'event.category': 'keyword',
  'event.duration': 'long',
  'event.severity': 'long',
  'event.risk_score': 'float',
  'event.created': 'date',
  'email.message_id': 'wildcard',
  'email.from.address': 'keyword',
  'email.attachments': 'nested',
  'email.attachments.file.size': 'long',
  'email.attachments.file.hash.sha256': 'keyword',
  'source.ip': 'ip',
  'source.bytes': 'long',
  'destination.ip': 'ip',
  'related.ip': 'ip',
  'url.original': 'wildcard',
  'url.full': 'wildcard',
  'url.path': 'wildcard',
  'url.port': 'long',
  'user.email': 'keyword',
  'error.code': 'keyword',
  'error.message': 'match_only_text',
  'tls.established': 'boolean',
};

describe('examples/elastic, index template', () => {
  it('is a composable template of a data stream, for the names in the examples', () => {
    assert.deepEqual(index_patterns, ['logs-mimecast.*-*']);
    assert.match('logs-mimecast.siem-default', /^logs-mimecast\..*-.*$/);
  });

  it('has the types of ECS', () => {
    for (const [path, type] of Object.entries(ECS_TYPES)) assert.equal(mapping.typeOf(path), type, path);
  });

  for (const [name, document] of DOCUMENTS)
    it(`${name}: every value has the type of its field`, () => {
      assert.deepEqual(mapping.faults(document), []);
    });

  it('what Mimecast adds is text or a number', () => {
    assert.equal(mapping.typeOf('mimecast.siem.holdReason', 'Spm'), 'keyword');
    assert.equal(mapping.typeOf('mimecast.siem.spam_score', 3), 'double');
    assert.equal(mapping.typeOf('mimecast.siem.spam_score', 3.5), 'double');
    assert.equal(mapping.typeOf('labels.environment', 'test'), 'keyword');
    for (const path of ['siem.numberAttachments', 'siem.totalSizeAttachments', 'directory.userCount'])
      assert.equal(mapping.typeOf(`mimecast.${path}`, 3), 'double', path);
    for (const path of ['kri.value', 'kri.previous', 'kri.coverage', 'ttp.hits'])
      assert.equal(mapping.typeOf(`mimecast.${path}`, 0.5), 'double', path);
  });

  it('the check finds faults', () => {
    const faults = (document: Readonly<Record<string, unknown>>) => mapping.faults(document);
    assert.deepEqual(faults({ source: { ip: 'Internal IP' } }), ['source.ip: "Internal IP" is no ip']);
    assert.deepEqual(faults({ url: { port: '443' } }), ['url.port: "443" is no long']);
    assert.deepEqual(faults({ tls: { established: 'Yes' } }), ['tls.established: "Yes" is no boolean']);
    assert.deepEqual(faults({ '@timestamp': '2026-11-20' }), ['@timestamp: "2026-11-20" is no date']);
    assert.deepEqual(faults({ email: { subject: { text: 'a' } } }), [
      'email.subject: {"text":"a"} is no keyword',
    ]);
    assert.deepEqual(faults({ email: { attachments: ['a.pdf'] } }), [
      'email.attachments: "a.pdf" is no nested',
    ]);
    assert.deepEqual(faults({ email: 'a' }), ['email: "a" is no object']);
    assert.deepEqual(faults({ holdReason: 'Spm' }), ['holdReason: not in the template']);
    assert.deepEqual(faults({ email: { hold: 'Spm' } }), ['email.hold: not in the template']);
    assert.deepEqual(faults({ 'a.b': 1 }), ['a.b: a dot in a name']);
  });

  it('no text below mimecast is longer than a keyword can be', () => {
    const MAX_TERM_BYTES = 32_766;
    for (const one of template.mappings.dynamic_templates.flatMap((group) => Object.values(group)))
      if (one.mapping.type === 'keyword')
        assert.ok((one.mapping.ignore_above ?? Infinity) * 4 <= MAX_TERM_BYTES);
  });

  it('one name has one type in all documents', () => {
    const types = new Map<string, Set<string>>();
    for (const document of DOCUMENTS.values())
      for (const [log, members] of Object.entries(Object(document['mimecast'])))
        for (const name of Object.keys(Object(members))) {
          const path = `mimecast.${log}.${name}`;
          const known = types.get(path) ?? new Set();
          for (const value of valuesAt(document, path)) known.add(String(mapping.typeOf(path, value)));
          types.set(path, known);
        }
    assert.ok(types.size > 50);
    assert.deepEqual(
      [...types].filter(([, found]) => found.size !== 1).map(([path]) => path),
      [],
    );
  });
});
