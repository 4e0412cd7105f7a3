import { initSentSources } from '../editor/canvas/sent-sources';
import { effectiveValues } from '../editor/fields/effective-values';
import { inputOf, setValue, setVisible } from '../editor/fields/fields';
import { initFields } from '../editor/fields/init-fields';
import { initLaterSelectField, initSelectField } from '../editor/fields/select-field';
import { portLabels } from '../editor/labels/appearance';
import { truncate } from '../editor/labels/node-label';

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
      // A text field has one line, so line breaks become tabs. JSONata treats both as white space.
      complete: (expression: string) => setValue(input, expression.replace(/\r?\n/g, '\t')),
    });
  });
}

RED.nodes.registerType<Stored<'mimecast-ack'>>('mimecast-ack', {
  ...nodeDefinition('mimecast-ack'),
  inputs: 1,
  outputs: 2,
  inputLabels: portLabels('port.outcomes'),
  outputLabels: portLabels('port.settled', 'port.refused'),
  label() {
    const { name, verdict, settles } = effectiveValues(this, 'mimecast-ack');
    const what = verdict === 'auto' ? this._('palette') : verdict;
    return name || truncate(settles === 'message' ? what : `${what} · ${settles}`);
  },
  oneditprepare() {
    initSelectField('node-input-settles');
    initLaterSelectField('node-input-profile', 'auto');
    initSelectField('node-input-verdict', (verdict) => {
      const judges = verdict !== 'acknowledge' && verdict !== 'reject';
      for (const id of ['node-input-profile', ACCEPT]) setVisible(`${id}-row`, judges);
    });
    expressionEditor();
    initSentSources(this.id);
    initFields(this, 'mimecast-ack');
  },
});
