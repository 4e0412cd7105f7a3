import { initSnapshot } from '../editor/dialogs/snapshot';
import { initSourceDialog, optionsOf } from '../editor/dialogs/source-dialog';
import { initCheckboxList, splitList } from '../editor/fields/checkbox-list';
import { effectiveValues, showEffectiveValues } from '../editor/fields/effective-values';
import { isVariable, setVisible, type Translate } from '../editor/fields/fields';
import { typesLabel } from '../editor/labels/node-label';
import { pollingLabel } from '../editor/labels/polling-label';
import { HELD_TYPES } from '../lib/properties/node/held';

/** Whether any of these types may be read; always true without a selection or with a variable. */
const mayRead = (types: string, anyOf: readonly string[]): boolean =>
  isVariable(types) || splitList(types).length === 0 || splitList(types).some((type) => anyOf.includes(type));

RED.nodes.registerType<Stored<'mimecast-held'>>('mimecast-held', {
  ...sourceDefinition('mimecast-held'),
  label() {
    const values = effectiveValues(this, 'mimecast-held');
    return pollingLabel(this, values, (translate) => [typesLabel(values.types, translate)]);
  },
  oneditprepare() {
    showEffectiveValues(this, 'mimecast-held');
    const translate: Translate = (key) => this._(key);
    initSnapshot(this.baseline);
    initCheckboxList('types', optionsOf('types', HELD_TYPES, translate), (types) => {
      setVisible('node-input-snapshot-rows', mayRead(types, ['held', 'summary']));
      setVisible('node-input-lookback-row', mayRead(types, ['releases', 'rejections']));
    });
    initSourceDialog(this, 'mimecast-held');
  },
});
