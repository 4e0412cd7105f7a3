import type { Node, NodeAPI } from 'node-red';
import { CREDENTIALS } from '../../properties/credentials';
import { setHidden } from './hidden-member';
import type { Config } from './parse-config';

const CREDENTIALS_BY_TYPE: Readonly<Record<string, object>> = CREDENTIALS;

/** Registers a node type; `init` connects each new node of it to the code that does the work. */
export function registerNode<N extends Node>(
  RED: NodeAPI,
  type: string,
  init: (RED: NodeAPI, node: N, config: Config) => void,
): void {
  const credentials = CREDENTIALS_BY_TYPE[type];
  RED.nodes.registerType<N, Config, object, object>(
    type,
    // Each type needs a separate function, because Node-RED changes its prototype.
    function (this: N, config: Config) {
      RED.nodes.createNode(this, config);
      // A debug node or a log may show a node as a whole.
      if ('credentials' in this) setHidden(this, 'credentials', this.credentials);
      init(RED, this, config);
    },
    credentials && { credentials },
  );
}
