import { initKriHistory } from '../editor/dialogs/kri-history';
import { initRunNow } from '../editor/dialogs/run-now';
import { optionsOf } from '../editor/dialogs/source-dialog';
import { splitList } from '../editor/fields/checkbox-list';
import { effectiveValues, showEffectiveValues } from '../editor/fields/effective-values';
import type { Translate } from '../editor/fields/fields';
import { initFields } from '../editor/fields/init-fields';
import { initLaterSelectField, initSelectField } from '../editor/fields/select-field';
import { initThresholds } from '../editor/fields/thresholds';
import { portLabels } from '../editor/labels/appearance';
import { pollingLabel } from '../editor/labels/polling-label';
import { DEFINITIONS, SLUGS } from '../lib/properties/values/kri-indicators';

RED.nodes.registerType<Stored<'mimecast-kri'>>('mimecast-kri', {
  ...nodeDefinition('mimecast-kri'),
  inputs: 1,
  outputs: 2,
  inputLabels: portLabels('port.run'),
  outputLabels: portLabels('port.indicators', 'port.summaries'),
  label() {
    const values = effectiveValues(this, 'mimecast-kri');
    return pollingLabel(this, values, () => [String(splitList(values.indicators).length)]);
  },
  oneditprepare() {
    showEffectiveValues(this, 'mimecast-kri');
    const translate: Translate = (key, values) => this._(key, values);
    initSelectField('node-input-everyUnit');
    initLaterSelectField('node-input-definition', DEFINITIONS[0]);
    initSelectField('node-input-unlicensed');
    initThresholds(optionsOf('indicators', SLUGS, translate), translate);
    initRunNow(this.id, 'kri', translate);
    initKriHistory(this.id, translate);
    initFields(this, 'mimecast-kri');
  },
});
