import { choice } from '../editor/fields/select-field';
import { form } from '../editor/fields/form';
import { cut } from '../editor/fields/label';
import { optionRows, rowsFor } from '../editor/fields/options';

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
      return this.name || cut(`${this._('palette')} · ${this.format}`);
    },
    labelStyle() {
      return this.name ? 'node_label_italic' : '';
    },
    oneditprepare() {
      optionRows((key, values) => this._(key, values));
      choice('node-input-format', rowsFor);
      form(this, 'mimecast-format');
    },
  },
);
