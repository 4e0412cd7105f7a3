import { choice } from '../editor/fields/select-field';
import { connectionTest } from '../editor/dialogs/connection-test';
import { diagnostics } from '../editor/dialogs/diagnostics';
import { formValue, inputOf, showIf, type Translate } from '../editor/fields/fields';
import { form } from '../editor/fields/form';
import { cut } from '../editor/fields/label';
import { watchAccounts } from '../editor/dialogs/tenant';

const BASE_URL = 'node-config-input-baseUrl';

RED.nodes.registerType<Stored<'mimecast-account'>, ReturnType<typeof credentialsOf<'mimecast-account'>>>(
  'mimecast-account',
  {
    category: 'config',
    color: '#3FADB5',
    icon: 'mimecast-account.svg',
    defaults: defaultsOf('mimecast-account'),
    credentials: credentialsOf('mimecast-account'),
    paletteLabel() {
      return this._('palette');
    },
    label() {
      return this.name || cut(`Mimecast (${this.region})`);
    },
    labelStyle() {
      return this.name ? 'node_label_italic' : '';
    },
    oneditprepare() {
      const translate: Translate = (key, values) => this._(key, values);
      const showCredentials = (): void => {
        const demo = formValue('node-config-input-region') === 'demo';
        const auth = formValue('node-config-input-auth');
        showIf('node-config-input-auth-row', !demo);
        // A variable may stand for either.
        showIf('node-config-input-credentials-rows', !demo && auth !== 'legacy');
        showIf('node-config-input-legacy-rows', !demo && auth !== 'oauth2');
        showIf('node-config-input-permissions-row', !demo && auth !== 'legacy');
      };
      // Valid regions and hosts depend on the kind of credentials, so both fields are validated again.
      const revalidate = (...names: readonly string[]): void => {
        for (const name of names)
          inputOf(`node-config-input-${name}`)?.dispatchEvent(new Event('change', { bubbles: true }));
      };
      choice('node-config-input-auth', () => {
        showCredentials();
        revalidate('region', 'baseUrl');
      });
      choice('node-config-input-region', (region) => {
        showIf(`${BASE_URL}-row`, region === 'custom' || region.startsWith('${'));
        showIf('node-config-input-demo-row', region === 'demo');
        showCredentials();
        revalidate('baseUrl');
      });
      connectionTest(this.id, translate);
      diagnostics(this.id, translate);
      form(this, 'mimecast-account', 'node-config-input');
    },
  },
);

watchAccounts();
