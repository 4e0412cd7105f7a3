import { DIRECTORY_TYPES } from '../lib/properties/directory';
import { showIf, type Translate } from './parts/fields';
import { typesLabel } from './parts/label';
import { snapshot } from './parts/snapshot';
import { labelOf, offersOf, source } from './parts/source';
import { ticks } from './parts/ticks';

RED.nodes.registerType<Stored<'mimecast-directory'>>('mimecast-directory', {
  ...sourceDefinition('mimecast-directory'),
  label() {
    return labelOf(this, (translate) => [typesLabel(this.types, translate)]);
  },
  oneditprepare() {
    const translate: Translate = (key) => this._(key);
    ticks('types', offersOf('types', DIRECTORY_TYPES, translate));
    snapshot(this.baseline);
    // A snapshot has no past to read.
    showIf('node-input-lookback-row', false);
    source(this, 'mimecast-directory');
  },
});
