import { isJsonObject, type JsonObject } from '../../lib/contracts/json';
import type { Translate } from '../fields/fields';

interface NodeHistory {
  /** name of the node, or its id */
  readonly name: string;
  readonly runs: readonly JsonObject[];
  /** indicators that are no longer selected */
  readonly removed: readonly JsonObject[];
  readonly values: Readonly<Record<string, readonly JsonObject[]>>;
}

const objectsIn = (value: unknown) => (Array.isArray(value) ? value.filter(isJsonObject) : []);

function parseHistory(body: unknown): readonly NodeHistory[] | undefined {
  if (!isJsonObject(body) || !Array.isArray(body['nodes'])) return undefined;
  return objectsIn(body['nodes']).map(({ id, name, runs, removed, values }) => {
    const lists = Object.entries(isJsonObject(values) ? values : {});
    const bySlug = lists.map(([slug, list]) => [slug, objectsIn(list)] as const);
    return {
      ...{ name: String(name || id), runs: objectsIn(runs), removed: objectsIn(removed) },
      values: Object.fromEntries(bySlug),
    };
  });
}

function createLine(text: string, isTitle = false): HTMLElement {
  const element = document.createElement('div');
  element.textContent = text;
  if (isTitle) element.style.fontWeight = 'bold';
  return element;
}

/** Newest first. A missing measurement is shown as a dash, because it has no number. */
function createLines({ runs, removed, values }: NodeHistory, translate: Translate): HTMLElement[] {
  if (runs.length === 0 && removed.length === 0) return [createLine(translate('history.none'))];
  const ofValues = Object.entries(values).flatMap(([slug, list]) => {
    const texts = list.map(({ measured, value }) => (measured === true ? String(value) : '–'));
    return [createLine(slug, true), createLine(texts.reverse().join(' · '))];
  });
  const ofRuns = [...runs].reverse().map(({ runId, startedAt, measured, unmeasured, calls }) =>
    createLine(
      `${String(startedAt)} · ${translate('history.run', {
        measured: String(measured),
        unmeasured: String(unmeasured),
        calls: String(calls),
        runId: String(runId),
      })}`,
    ),
  );
  const ofRemoved = [...removed].reverse().map(({ slug, at, lastValue, runId }) => {
    const values = { value: lastValue === null ? '–' : String(lastValue), runId: String(runId) };
    return createLine(`${String(slug)} · ${String(at)} · ${translate('history.removal', values)}`);
  });
  const removedTitle = removed.length === 0 ? [] : [createLine(translate('history.removed'), true)];
  return [
    ...ofValues,
    ...[...removedTitle, ...ofRemoved],
    ...[createLine(translate('history.runs'), true), ...ofRuns],
  ];
}

/** For a node in a subflow template: the list of each instance, with its name. */
const createList = (nodes: readonly NodeHistory[], translate: Translate): HTMLElement[] =>
  nodes.flatMap((node) => {
    const lines = createLines(node, translate);
    return nodes.length === 1 ? lines : [createLine(node.name, true), ...lines];
  });

/**
 * Initializes the button that loads the last runs and values. The URL is relative, because only then the
 * editor adds the login token.
 */
export function initKriHistory(id: string, translate: Translate): void {
  const button = document.getElementById('mimecast-kri-history');
  const result = document.getElementById('mimecast-kri-history-result');
  if (button === null || result === null) return;
  button.addEventListener('click', () => {
    $.ajax({ url: `mimecast/kri/${encodeURIComponent(id)}/history`, method: 'GET' })
      .done((body: unknown) => {
        const histories = parseHistory(body);
        if (histories === undefined) result.textContent = translate('history.unreachable');
        else result.replaceChildren(...createList(histories, translate));
      })
      .fail((request) => {
        result.textContent = translate(
          request.status === 404 ? 'history.notDeployed' : 'history.unreachable',
        );
      });
  });
}
