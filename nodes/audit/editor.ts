import { initCategories } from '../editor/dialogs/categories';
import { initSourceDialog, optionsOf } from '../editor/dialogs/source-dialog';
import { initCheckboxList } from '../editor/fields/checkbox-list';
import { effectiveValues } from '../editor/fields/effective-values';
import type { Translate } from '../editor/fields/fields';
import { pollingLabel } from '../editor/labels/polling-label';
import { AUDIT_TYPES } from '../lib/properties/node/audit';

RED.nodes.registerType<Stored<'mimecast-audit'>>('mimecast-audit', {
  ...sourceDefinition('mimecast-audit'),
  label() {
    const values = effectiveValues(this, 'mimecast-audit');
    return pollingLabel(this, values, () => [values.categories]);
  },
  oneditprepare() {
    const translate: Translate = (key) => this._(key);
    initCheckboxList('types', optionsOf('types', AUDIT_TYPES, translate));
    initCategories(translate);
    initSourceDialog(this, 'mimecast-audit');
  },
});
