import { DLP_ACTIONS, DLP_TYPES } from '../lib/properties/node/dlp';
import { ROUTES } from '../lib/properties/values/routes';
import type { Translate } from '../editor/fields/fields';
import { labelOf, offersOf, source } from '../editor/dialogs/source';
import { ticks } from '../editor/fields/checkbox-list';

RED.nodes.registerType<Stored<'mimecast-dlp'>>('mimecast-dlp', {
  ...sourceDefinition('mimecast-dlp'),
  label() {
    return labelOf(this, () => [this.routes, this.actions]);
  },
  oneditprepare() {
    const translate: Translate = (key) => this._(key);
    ticks('types', offersOf('types', DLP_TYPES, translate));
    ticks('routes', offersOf('routes', ROUTES, translate));
    ticks('actions', offersOf('actions', DLP_ACTIONS, translate));
    source(this, 'mimecast-dlp');
  },
});
