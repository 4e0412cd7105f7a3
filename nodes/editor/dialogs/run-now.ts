import { isJsonObject, type JsonObject } from '../../lib/contracts/json';
import { buttonOf, errorTextIn, type Translate } from '../fields/fields';

/** The texts of the states of a run. */
const TEXT_KEYS: ReadonlyMap<unknown, string> = new Map([
  ['done', 'runNow.done'],
  ['running', 'runNow.running'],
  ['elsewhere', 'runNow.elsewhere'],
  ['failed', 'runNow.failed'],
]);

/** One line for each node: a node in the template of a subflow has several. */
function lineOf({ id, name, state, runId, text }: JsonObject, many: boolean, translate: Translate): string {
  const key = TEXT_KEYS.get(state) ?? 'runNow.unreachable';
  const line = translate(key, { runId: String(runId ?? '–'), text: String(text ?? '') });
  return many ? `${String(name || id)}: ${line}` : line;
}

const nodesIn = (body: unknown): readonly JsonObject[] =>
  isJsonObject(body) && Array.isArray(body['nodes']) ? body['nodes'].filter(isJsonObject) : [];

/**
 * Initializes the button that runs the deployed node. The URL is relative, because only then the editor adds the login
 * token.
 * @param kind as in the path of the endpoint
 */
export function initRunNow(id: string, kind: 'kri' | 'policy-check', translate: Translate): void {
  const button = buttonOf('mimecast-run-now');
  const result = document.getElementById('mimecast-run-now-result');
  if (button === undefined || result === null) return;
  const show = (text: string, isProblem = false): void => {
    result.textContent = text;
    result.style.color = isProblem ? 'var(--red-ui-text-color-error)' : '';
  };
  const showNodes = (nodes: readonly JsonObject[]): void => {
    const lines = nodes.map((node) => lineOf(node, nodes.length > 1, translate));
    show(
      lines.join('\n'),
      nodes.some(({ state }) => state === 'failed'),
    );
  };
  result.style.whiteSpace = 'pre-line';
  button.addEventListener('click', () => {
    button.disabled = true;
    show(translate('runNow.started'));
    $.ajax({ url: `mimecast/${kind}/${encodeURIComponent(id)}/run?absent=empty`, method: 'POST' })
      .done((body: unknown) => {
        const nodes = nodesIn(body);
        if (nodes.length > 0) showNodes(nodes);
        else show(translate(isJsonObject(body) ? 'runNow.notDeployed' : 'runNow.unreachable'), true);
      })
      .fail((request) => {
        const nodes = nodesIn(request.responseJSON);
        if (nodes.length > 0) showNodes(nodes);
        else if (request.status === 401 || request.status === 403) show(translate('runNow.permission'), true);
        else show(errorTextIn(request.responseJSON) ?? translate('runNow.unreachable'), true);
      })
      .always(() => {
        button.disabled = false;
      });
  });
}
