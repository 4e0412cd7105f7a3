import { initClusterTest } from '../editor/dialogs/cluster-test';
import { effectiveValues } from '../editor/fields/effective-values';
import { inputOf, isVariable, setVisible } from '../editor/fields/fields';
import { initFields } from '../editor/fields/init-fields';
import { truncate } from '../editor/labels/node-label';

RED.nodes.registerType<Stored<'mimecast-cluster'>, CredentialsOf<'mimecast-cluster'>>('mimecast-cluster', {
  ...nodeDefinition('mimecast-cluster'),
  label() {
    const { name, url } = effectiveValues(this, 'mimecast-cluster');
    return name || truncate(url.replace(/^rediss?:\/\//, '')) || this._('palette');
  },
  oneditprepare() {
    const url = inputOf('node-config-input-url');
    const showTls = (): void => {
      const address = url?.value.trim() ?? '';
      setVisible('node-config-input-tls-row', isVariable(address) || /^rediss:/i.test(address));
    };
    url?.addEventListener('input', showTls);
    showTls();
    initClusterTest(this.id, (key) => this._(key));
    initFields(this, 'mimecast-cluster', 'node-config-input');
  },
});
