/** The type of a record in ids and paths: one rule, whatever it contains. */
import assert from 'node:assert/strict';
import type { FormatName } from '../../../../nodes/lib/properties/values/format-options';
import { formatted } from '../support/format-sample';
import { parseCef } from '../wire-readers/cef';
import { parseLeef } from '../wire-readers/leef';
import { parseSyslog } from '../wire-readers/rfc5424';

const NAMES: readonly (readonly [given: string, cleaned: string])[] = [
  ['recei\npt \t', 'recei pt'],
  [' receipt\u0000', 'receipt'],
  ['brand\r\n\t new', 'brand new'],
  ['brand  new\u2028', 'brand new'],
];

describe('A type with control characters and blanks', () => {
  for (const [given, cleaned] of NAMES) {
    const slug = cleaned.replaceAll(' ', '-');
    const shown = JSON.stringify(given);
    const show = (format: FormatName, type = given): unknown =>
      formatted({ log: 'siem', type, record: { type, subject: 'Quote' } }, { format });

    it(`${shown} is ${slug} in ids and paths`, () => {
      const cef = parseCef(String(show('cef')));
      assert.equal(cef.header[4], `siem.${slug}`);
      const leef = parseLeef(String(show('leef')));
      assert.equal(leef.header[4], `siem.${slug}`);
      const { msgId, parameters } = parseSyslog(String(show('syslog')));
      assert.equal(msgId, slug);
      assert.equal(parameters.get('type'), cleaned);
      const hec = JSON.parse(String(show('hec')));
      assert.equal(hec.source, `mimecast/siem/${slug}`);
      assert.equal(hec.fields.mimecast_type, cleaned);
      assert.equal(hec.event.type, given, 'the event itself is as it came');
      assert.equal(Object(show('ocsf')).metadata.log_name, `siem.${slug}`);
    });

    it(`${shown} stays in the record`, () => {
      assert.ok(JSON.stringify(show('json')).includes(JSON.stringify(given).slice(1, -1)));
    });
  }

  it('is the log, too', () => {
    const sample = { log: 'siem\n', type: 'receipt', record: { type: 'receipt' } };
    assert.equal(JSON.parse(String(formatted(sample, { format: 'hec' }))).source, 'mimecast/siem/receipt');
    assert.equal(Object(formatted(sample, { format: 'ecs' })).event.dataset, 'mimecast.siem');
    assert.equal(Object(formatted(sample, { format: 'json' })).name, 'Message');
  });
});
