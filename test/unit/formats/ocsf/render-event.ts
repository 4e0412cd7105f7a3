import assert from 'node:assert/strict';
import { type Event, newEvent } from '../../../../nodes/lib/formats/event';
import { ocsf } from '../../../../nodes/lib/formats/render/ocsf/render';
import type { OcsfVersion } from '../../../../nodes/lib/properties/values/format-options';
import { optionsOf } from '../support/format-sample';
import { ocsfProblems } from './validate';

const ORIGIN = {
  ...{ log: 'siem', type: 'receipt', id: 'c0ffee', account: 'CUSA00A000' },
  ...{ collectedAt: 1_763_633_999_999, marks: {} },
};
/** The event with these facts in OCSF. It is valid, whatever is asserted of it. */
export function render(facts: Partial<Event>, ocsfVersion: OcsfVersion = '1.8.0') {
  const event = Object.assign(newEvent(ORIGIN, {}), facts);
  const output = ocsf(optionsOf({ ocsfVersion })).render(event);
  assert.deepEqual(ocsfProblems(output), []);
  return Object(output);
}
