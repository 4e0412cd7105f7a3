import assert from 'node:assert/strict';
import { scheduleLabel, sourceLabel, typesLabel } from '../../../nodes/editor/parts/label';
import { short } from '../../../nodes/locales/en-US/shared.json';

const sentences: Readonly<Record<string, string>> = short;
const translate = (key: string): string => sentences[key.replace('short.', '')] ?? key;

describe('the label of an unnamed source', () => {
  it('says what is read and how often', () => {
    const schedule = { every: '5', everyUnit: 'minutes' };
    const types = typesLabel('receipt,delivery', translate);
    assert.equal(sourceLabel('SIEM', [types], schedule, translate), 'SIEM · receipt, delivery · 5 min');
  });

  it('says so when all types are read', () => {
    const schedule = { every: 1, everyUnit: 'hours' };
    assert.equal(
      sourceLabel('SIEM', [typesLabel('', translate)], schedule, translate),
      'SIEM · all types · 1 h',
    );
  });

  it('leaves out a selection that is none', () => {
    const schedule = { every: 15, everyUnit: 'minutes' };
    assert.equal(sourceLabel('DLP', ['', ''], schedule, translate), 'DLP · 15 min');
    assert.equal(
      sourceLabel('DLP', ['outbound', 'hold'], schedule, translate),
      'DLP · outbound, hold · 15 min',
    );
  });

  it('names three words at most, and counts the others', () => {
    const schedule = { every: 5, everyUnit: 'minutes' };
    const label = (types: string): string => sourceLabel('SIEM', [types], schedule, translate);
    assert.equal(label('receipt,process,av'), 'SIEM · receipt, process, av · 5 min');
    assert.equal(label('receipt,process,av,spam'), 'SIEM · receipt, process, +2 · 5 min');
  });

  it('names the time of day, where there is one', () => {
    assert.equal(scheduleLabel({ every: 24, everyUnit: 'hours', at: '06:30' }, translate), '24 h · 06:30');
    assert.equal(scheduleLabel({ every: 24, everyUnit: 'hours', at: '' }, translate), '24 h');
  });

  it('says so when only a message makes it poll', () => {
    assert.equal(scheduleLabel({ every: 0, everyUnit: 'minutes' }, translate), 'on message');
  });

  it('shows variables by name', () => {
    assert.equal(scheduleLabel({ every: '${EVERY}', everyUnit: '${UNIT}' }, translate), '${EVERY} ${UNIT}');
  });
});
