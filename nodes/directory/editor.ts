import { DIRECTORY_TYPES } from '../lib/properties/node/directory';
import { showIf, type Translate } from '../editor/fields/fields';
import { typesLabel } from '../editor/fields/label';
import { snapshot } from '../editor/dialogs/snapshot';
import { labelOf, offersOf, source } from '../editor/dialogs/source';
import { ticks } from '../editor/fields/checkbox-list';

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
