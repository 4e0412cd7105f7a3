import { initSourceDialog, optionsOf } from '../editor/dialogs/source-dialog';
import { initCheckboxList } from '../editor/fields/checkbox-list';
import { effectiveValues } from '../editor/fields/effective-values';
import type { Translate } from '../editor/fields/fields';
import { pollingLabel } from '../editor/labels/polling-label';
import { DLP_ACTIONS, DLP_TYPES } from '../lib/properties/node/dlp';
import { ROUTES } from '../lib/properties/source';

RED.nodes.registerType<Stored<'mimecast-dlp'>>('mimecast-dlp', {
  ...sourceDefinition('mimecast-dlp'),
  label() {
    const values = effectiveValues(this, 'mimecast-dlp');
    return pollingLabel(this, values, () => [values.routes, values.actions]);
  },
  oneditprepare() {
    const translate: Translate = (key) => this._(key);
    initCheckboxList('types', optionsOf('types', DLP_TYPES, translate));
    initCheckboxList('routes', optionsOf('routes', ROUTES, translate));
    initCheckboxList('actions', optionsOf('actions', DLP_ACTIONS, translate));
    initSourceDialog(this, 'mimecast-dlp');
  },
});
