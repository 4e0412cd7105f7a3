import { AUDIT_TYPES } from '../lib/properties/node/audit';
import { categories } from '../editor/dialogs/categories';
import type { Translate } from '../editor/fields/fields';
import { labelOf, offersOf, source } from '../editor/dialogs/source';
import { ticks } from '../editor/fields/checkbox-list';

RED.nodes.registerType<Stored<'mimecast-audit'>>('mimecast-audit', {
  ...sourceDefinition('mimecast-audit'),
  label() {
    return labelOf(this, () => [this.categories]);
  },
  oneditprepare() {
    const translate: Translate = (key) => this._(key);
    ticks('types', offersOf('types', AUDIT_TYPES, translate));
    categories(translate);
    source(this, 'mimecast-audit');
  },
});
