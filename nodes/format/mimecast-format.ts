import type { NodeAPI } from 'node-red';
import { CREDENTIALS } from '../lib/properties/credentials';
import { type FormatNode, initFormatNode } from '../lib/runtime/flow/format-node';
import type { Config } from '../lib/runtime/node-red/parse-config';

export = (RED: NodeAPI): void => {
  function MimecastFormat(this: FormatNode, config: Config): void {
    RED.nodes.createNode(this, config);
    initFormatNode(RED, this, config);
  }
  RED.nodes.registerType<FormatNode, Config, object, object>('mimecast-format', MimecastFormat, {
    credentials: CREDENTIALS['mimecast-format'],
  });
};
