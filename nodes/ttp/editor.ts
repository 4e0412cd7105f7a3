import { initSourceDialog, optionsOf } from '../editor/dialogs/source-dialog';
import { initCheckboxList } from '../editor/fields/checkbox-list';
import { effectiveValues } from '../editor/fields/effective-values';
import { setVisible, type Translate } from '../editor/fields/fields';
import { typesLabel } from '../editor/labels/node-label';
import { pollingLabel } from '../editor/labels/polling-label';
import { TTP_RESULTS, TTP_TYPES } from '../lib/properties/node/ttp';
import { ROUTES } from '../lib/properties/source';

RED.nodes.registerType<Stored<'mimecast-ttp'>>('mimecast-ttp', {
  ...sourceDefinition('mimecast-ttp'),
  label() {
    const values = effectiveValues(this, 'mimecast-ttp');
    return pollingLabel(this, values, (translate) => [
      typesLabel(values.types, translate),
      values.routes,
      values.results,
    ]);
  },
  oneditprepare() {
    const translate: Translate = (key) => this._(key);
    initCheckboxList('types', optionsOf('types', TTP_TYPES, translate), (types) => {
      // The impersonation log has one route and no results.
      setVisible('node-input-filter-rows', types !== 'impersonation');
    });
    initCheckboxList('routes', optionsOf('routes', ROUTES, translate));
    initCheckboxList('results', optionsOf('results', TTP_RESULTS, translate));
    initSourceDialog(this, 'mimecast-ttp');
  },
});
