import { effectiveValues } from '../editor/fields/effective-values';
import { initOptionRows, showRowsForFormat } from '../editor/fields/format-options';
import { initFields } from '../editor/fields/init-fields';
import { initSelectField } from '../editor/fields/select-field';
import { portLabels } from '../editor/labels/appearance';
import { truncate } from '../editor/labels/node-label';

RED.nodes.registerType<Stored<'mimecast-format'>, CredentialsOf<'mimecast-format'>>('mimecast-format', {
  ...nodeDefinition('mimecast-format'),
  inputs: 1,
  outputs: 1,
  inputLabels: portLabels('port.records'),
  outputLabels: portLabels('port.formatted'),
  label() {
    const { name, format } = effectiveValues(this, 'mimecast-format');
    return name || truncate(`${this._('palette')} · ${format}`);
  },
  oneditprepare() {
    initOptionRows((key, values) => this._(key, values));
    initSelectField('node-input-format', showRowsForFormat);
    initFields(this, 'mimecast-format');
  },
});
