import { DIRECTORY_TYPES } from '../lib/properties/directory';
import { showIf } from './parts/fields';
import { sourceLabel, typesLabel } from './parts/label';
import { snapshot } from './parts/snapshot';
import { offersOf, source, sourceLook } from './parts/source';
import { ticks } from './parts/ticks';

RED.nodes.registerType<Stored<'mimecast-directory'>>('mimecast-directory', {
  category: 'mimecast',
  color: '#3FADB5',
  icon: 'mimecast-directory.svg',
  defaults: defaultsOf('mimecast-directory'),
  inputs: 1,
  outputs: 2,
  inputLabels: sourceLook.inputLabels,
  outputLabels: sourceLook.outputLabels,
  paletteLabel: sourceLook.paletteLabel,
  label() {
    const translate = (key: string): string => this._(key);
    return this.name || sourceLabel(this._('title'), [typesLabel(this.types, translate)], this, translate);
  },
  labelStyle: sourceLook.labelStyle,
  oneditprepare() {
    const translate = (key: string): string => this._(key);
    source();
    ticks('types', offersOf('types', DIRECTORY_TYPES, translate));
    snapshot();
    // There is no past to look back to.
    showIf('node-input-lookback-row', false);
  },
});
