import { HELD_TYPES } from '../lib/properties/node/held';
import { isVariable, showIf, type Translate } from '../editor/fields/fields';
import { typesLabel } from '../editor/fields/label';
import { snapshot } from '../editor/dialogs/snapshot';
import { labelOf, offersOf, source } from '../editor/dialogs/source';
import { splitWords, ticks } from '../editor/fields/checkbox-list';

/** Whether any of these types may be read; always true without a selection or with a variable. */
const mayRead = (types: string, anyOf: readonly string[]): boolean =>
  isVariable(types) ||
  splitWords(types).length === 0 ||
  splitWords(types).some((type) => anyOf.includes(type));

RED.nodes.registerType<Stored<'mimecast-held'>>('mimecast-held', {
  ...sourceDefinition('mimecast-held'),
  label() {
    return labelOf(this, (translate) => [typesLabel(this.types, translate)]);
  },
  oneditprepare() {
    const translate: Translate = (key) => this._(key);
    snapshot(this.baseline);
    ticks('types', offersOf('types', HELD_TYPES, translate), (types) => {
      showIf('node-input-snapshot-rows', mayRead(types, ['held', 'summary']));
      showIf('node-input-lookback-row', mayRead(types, ['releases', 'rejections']));
    });
    source(this, 'mimecast-held');
  },
});
