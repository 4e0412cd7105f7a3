import assert from 'node:assert/strict';
import { createPrivacyFilter } from '../../../../nodes/lib/formats/privacy/privacy';
import { choices, KEY } from '../../formats/privacy/choices';
import { optionsOf } from '../../formats/support/format-sample';
import { describeLimits, nested, range } from './limit-rows';

const hide = createPrivacyFilter(optionsOf(choices('pseudonymise')), KEY) ?? assert.fail('nothing is hidden');

/** Whether each address has a pseudonym of its own. In no case does one of them stay. */
function hidesEach(count: number, member: string, text: string): boolean {
  const hidden = JSON.stringify(hide({ [member]: text }));
  assert.doesNotMatch(hidden, /corp\.example/);
  return hidden.split('@').length - 1 === count;
}

const addresses = (count: number): readonly string[] =>
  range(count).map((index) => `user${index}@corp.example`);

const keepsLevels = (levels: number): boolean => {
  const record = { list: nested(levels) };
  return JSON.stringify(hide(record)) === JSON.stringify(record);
};

describeLimits('Privacy', {
  'addresses and names in a text': (count) => hidesEach(count, 'info', addresses(count).join(' and ')),
  'addresses in a field of addresses': (count) => hidesEach(count, 'recipients', addresses(count).join(', ')),
  'field of addresses': (length) => hidesEach(1, 'recipients', 'user@corp.example'.padEnd(length)),
  'message ids in a field': (count) =>
    hidesEach(
      count,
      'messageId',
      addresses(count)
        .map((one) => `<${one}>`)
        .join(' '),
    ),
  'levels below a record': keepsLevels,
});
