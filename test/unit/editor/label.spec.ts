import assert from 'node:assert/strict';
import { scheduleLabel, sourceLabel } from '../../../nodes/editor/parts/label';
import { short } from '../../../nodes/locales/en-US/shared.json';

const sentences: Readonly<Record<string, string>> = short;
const translate = (key: string): string => sentences[key.replace('short.', '')] ?? key;

describe('the label of an unnamed source', () => {
  it('says what is read and how often', () => {
    const node = { types: 'receipt,delivery', every: '5', everyUnit: 'minutes' };
    assert.equal(sourceLabel('SIEM', node, translate), 'SIEM · receipt, delivery · 5 min');
  });

  it('says so when all types are read', () => {
    assert.equal(
      sourceLabel('SIEM', { types: '', every: 1, everyUnit: 'hours' }, translate),
      'SIEM · all types · 1 h',
    );
  });

  it('says so when only a message makes it poll', () => {
    assert.equal(scheduleLabel({ every: 0, everyUnit: 'minutes' }, translate), 'on message');
  });

  it('shows variables by name', () => {
    assert.equal(scheduleLabel({ every: '${EVERY}', everyUnit: '${UNIT}' }, translate), '${EVERY} ${UNIT}');
  });
});
