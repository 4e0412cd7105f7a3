import { choice } from '../editor/fields/select-field';
import { enter, inputOf, showIf } from '../editor/fields/fields';
import { form } from '../editor/fields/form';
import { cut } from '../editor/fields/label';
import { sentSources } from '../editor/canvas/sent-sources';

const ACCEPT = 'node-input-accept';

/** Opens Node-RED's expression editor with the button beside the field. */
function expressionEditor(): void {
  const input = inputOf(ACCEPT);
  document.getElementById(`${ACCEPT}-edit`)?.addEventListener('click', () => {
    if (input === undefined) return;
    RED.editor.editExpression({
      value: input.value,
      stateId: ACCEPT,
      focus: true,
      // A text field has one line. JSONata treats a tab like a line break.
      complete: (expression: string) => enter(input, expression.replace(/\r?\n/g, '\t')),
    });
  });
}

RED.nodes.registerType<Stored<'mimecast-ack'>>('mimecast-ack', {
  category: 'mimecast',
  color: '#3FADB5',
  icon: 'mimecast-ack.svg',
  defaults: defaultsOf('mimecast-ack'),
  inputs: 1,
  outputs: 1,
  inputLabels() {
    return this._('port.outcomes');
  },
  outputLabels() {
    return this._('port.settled');
  },
  paletteLabel() {
    return this._('palette');
  },
  label() {
    const verdict = String(this.verdict);
    const what = verdict === 'auto' ? this._('palette') : verdict;
    return this.name || cut(this.settles === 'message' ? what : `${what} · ${this.settles}`);
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    choice('node-input-settles');
    choice('node-input-verdict', (verdict) => {
      showIf(`${ACCEPT}-row`, verdict !== 'acknowledge' && verdict !== 'reject');
    });
    expressionEditor();
    sentSources(this.id);
    form(this, 'mimecast-ack');
  },
});
