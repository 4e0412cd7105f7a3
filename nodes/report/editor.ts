import { optionsOf } from '../editor/dialogs/source-dialog';
import { initCheckboxList } from '../editor/fields/checkbox-list';
import { effectiveValues, showEffectiveValues } from '../editor/fields/effective-values';
import type { Translate } from '../editor/fields/fields';
import { initFields } from '../editor/fields/init-fields';
import { initSelectField } from '../editor/fields/select-field';
import { accountOptions } from '../editor/labels/account-suffix';
import { portLabels } from '../editor/labels/appearance';
import { truncate } from '../editor/labels/node-label';
import { REPORT_SECTIONS } from '../lib/properties/node/assessments/report';

RED.nodes.registerType<Stored<'mimecast-report'>>('mimecast-report', {
  ...nodeDefinition('mimecast-report'),
  inputs: 1,
  outputs: 1,
  inputLabels: portLabels('port.create'),
  outputLabels: portLabels('port.report'),
  label() {
    const { format } = effectiveValues(this, 'mimecast-report');
    return this.name || truncate(`${this._('title')} · ${format}`);
  },
  oneditprepare() {
    showEffectiveValues(this, 'mimecast-report');
    const translate: Translate = (key, values) => this._(key, values);
    initCheckboxList('accounts', accountOptions());
    initSelectField('node-input-format');
    initCheckboxList('sections', optionsOf('sections', REPORT_SECTIONS, translate));
    initFields(this, 'mimecast-report');
  },
});
