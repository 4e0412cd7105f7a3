import { initSourceDialog, optionsOf, sourceNodeLabel } from '../editor/dialogs/source-dialog';
import { initCheckboxList } from '../editor/fields/checkbox-list';
import { setVisible, type Translate } from '../editor/fields/fields';
import { typesLabel } from '../editor/fields/node-label';
import { TTP_RESULTS, TTP_TYPES } from '../lib/properties/node/ttp';
import { ROUTES } from '../lib/properties/source';

RED.nodes.registerType<Stored<'mimecast-ttp'>>('mimecast-ttp', {
  ...sourceDefinition('mimecast-ttp'),
  label() {
    return sourceNodeLabel(this, (translate) => [
      typesLabel(this.types, translate),
      this.routes,
      this.results,
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
