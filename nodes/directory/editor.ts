import { initSnapshot } from '../editor/dialogs/snapshot';
import { initSourceDialog, optionsOf } from '../editor/dialogs/source-dialog';
import { initCheckboxList } from '../editor/fields/checkbox-list';
import { effectiveValues } from '../editor/fields/effective-values';
import { setVisible, type Translate } from '../editor/fields/fields';
import { typesLabel } from '../editor/labels/node-label';
import { pollingLabel } from '../editor/labels/polling-label';
import { DIRECTORY_TYPES } from '../lib/properties/node/directory';

RED.nodes.registerType<Stored<'mimecast-directory'>>('mimecast-directory', {
  ...sourceDefinition('mimecast-directory'),
  label() {
    const values = effectiveValues(this, 'mimecast-directory');
    return pollingLabel(this, values, (translate) => [typesLabel(values.types, translate)]);
  },
  oneditprepare() {
    const translate: Translate = (key) => this._(key);
    initCheckboxList('types', optionsOf('types', DIRECTORY_TYPES, translate));
    initSnapshot(this.baseline);
    // A snapshot has no history that could be read.
    setVisible('node-input-lookback-row', false);
    initSourceDialog(this, 'mimecast-directory');
  },
});
