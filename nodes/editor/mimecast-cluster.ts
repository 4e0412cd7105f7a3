import { clusterTest } from './parts/cluster-test';

RED.nodes.registerType<Stored<'mimecast-cluster'>, ReturnType<typeof credentialsOf<'mimecast-cluster'>>>(
  'mimecast-cluster',
  {
    category: 'config',
    color: '#3FADB5',
    icon: 'mimecast-cluster.svg',
    defaults: defaultsOf('mimecast-cluster'),
    credentials: credentialsOf('mimecast-cluster'),
    paletteLabel() {
      return this._('palette');
    },
    label() {
      return this.name || String(this.url).replace(/^rediss?:\/\//, '') || this._('palette');
    },
    labelStyle() {
      return this.name ? 'node_label_italic' : '';
    },
    oneditprepare() {
      clusterTest(this.id, (key) => this._(key));
    },
  },
);
