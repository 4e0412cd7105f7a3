import { initRunNow } from '../editor/dialogs/run-now';
import { optionsOf } from '../editor/dialogs/source-dialog';
import { initCheckboxField } from '../editor/fields/checkbox-field';
import { initCheckboxList, splitList } from '../editor/fields/checkbox-list';
import { effectiveValues, showEffectiveValues } from '../editor/fields/effective-values';
import type { Translate } from '../editor/fields/fields';
import { initFields } from '../editor/fields/init-fields';
import { initLaterSelectField, initSelectField } from '../editor/fields/select-field';
import { initTargets } from '../editor/fields/targets';
import { portLabels } from '../editor/labels/appearance';
import { pollingLabel } from '../editor/labels/polling-label';
import { CHECKS, STANDARD_CHECKS } from '../lib/properties/values/policy-checks';

RED.nodes.registerType<Stored<'mimecast-policy-check'>>('mimecast-policy-check', {
  ...nodeDefinition('mimecast-policy-check'),
  inputs: 1,
  outputs: 2,
  inputLabels: portLabels('port.run'),
  outputLabels(index) {
    return this._(index === 0 ? `output.${this.output || 'findings'}` : 'port.summaries');
  },
  label() {
    const values = effectiveValues(this, 'mimecast-policy-check');
    const count = splitList(values.checks).length || STANDARD_CHECKS.length;
    return pollingLabel(this, values, () => [String(count)]);
  },
  oneditprepare() {
    showEffectiveValues(this, 'mimecast-policy-check');
    const translate: Translate = (key, values) => this._(key, values);
    initSelectField('node-input-everyUnit');
    initLaterSelectField('node-input-output', 'findings');
    initSelectField('node-input-findings');
    initCheckboxList('checks', optionsOf('checks', CHECKS, translate));
    initTargets(translate);
    initCheckboxField('unpublished', this.unpublished);
    initRunNow(this.id, 'policy-check', translate);
    initFields(this, 'mimecast-policy-check');
  },
});
