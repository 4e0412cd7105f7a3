import { initOptionRows, showRowsForFormat } from '../editor/fields/format-options';
import { initFields } from '../editor/fields/init-fields';
import { initSelectField } from '../editor/fields/select-field';
import { effectiveValues } from '../editor/labels/effective-values';
import { truncate } from '../editor/labels/node-label';

RED.nodes.registerType<Stored<'mimecast-format'>, ReturnType<typeof credentialsOf<'mimecast-format'>>>(
  'mimecast-format',
  {
    category: 'mimecast',
    color: '#3FADB5',
    icon: 'mimecast-format.svg',
    defaults: defaultsOf('mimecast-format'),
    credentials: credentialsOf('mimecast-format'),
    inputs: 1,
    outputs: 1,
    inputLabels() {
      return this._('port.records');
    },
    outputLabels() {
      return this._('port.formatted');
    },
    paletteLabel() {
      return this._('palette');
    },
    label() {
      const { name, format } = effectiveValues(this, 'mimecast-format');
      return name || truncate(`${this._('palette')} · ${format}`);
    },
    labelStyle() {
      return this.name ? 'node_label_italic' : '';
    },
    oneditprepare() {
      initOptionRows((key, values) => this._(key, values));
      initSelectField('node-input-format', showRowsForFormat);
      initFields(this, 'mimecast-format');
    },
  },
);
