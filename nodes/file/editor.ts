import { initSentSources } from '../editor/canvas/sent-sources';
import { initCheckboxField } from '../editor/fields/checkbox-field';
import { effectiveValues } from '../editor/fields/effective-values';
import { initFields } from '../editor/fields/init-fields';
import { initSelectField } from '../editor/fields/select-field';
import { portLabels } from '../editor/labels/appearance';
import { fileLabel } from '../editor/labels/node-label';

RED.nodes.registerType<Stored<'mimecast-file'>>('mimecast-file', {
  ...nodeDefinition('mimecast-file'),
  align: 'right',
  inputs: 1,
  outputs: 1,
  inputLabels: portLabels('port.records'),
  outputLabels: portLabels('port.written'),
  label() {
    const { name, path } = effectiveValues(this, 'mimecast-file');
    return name || fileLabel(path) || this._('palette');
  },
  oneditprepare() {
    for (const name of ['rotate', 'sync']) initSelectField(`node-input-${name}`);
    initCheckboxField('gzip', this.gzip);
    initSentSources(this.id);
    initFields(this, 'mimecast-file');
  },
});
