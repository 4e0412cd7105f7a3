import type { Translate } from './fields';

interface Shown {
  /** name of the node, or its id */
  readonly name: string;
  readonly runs: readonly Readonly<Record<string, unknown>>[];
  readonly values: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectsIn = (value: unknown) => (Array.isArray(value) ? value.filter(isObject) : []);

function shownIn(body: unknown): readonly Shown[] | undefined {
  if (!isObject(body) || !Array.isArray(body['nodes'])) return undefined;
  return objectsIn(body['nodes']).map(({ id, name, runs, values }) => {
    const lists = Object.entries(isObject(values) ? values : {});
    const bySlug = lists.map(([slug, list]) => [slug, objectsIn(list)] as const);
    return { name: String(name || id), runs: objectsIn(runs), values: Object.fromEntries(bySlug) };
  });
}

function line(text: string, isTitle = false): HTMLElement {
  const element = document.createElement('div');
  element.textContent = text;
  if (isTitle) element.style.fontWeight = 'bold';
  return element;
}

/** Newest first. A missing measurement is a dash, because it is no number. */
function linesOf({ runs, values }: Shown, translate: Translate): HTMLElement[] {
  if (runs.length === 0) return [line(translate('history.none'))];
  const ofValues = Object.entries(values).flatMap(([slug, list]) => {
    const texts = list.map(({ measured, value }) => (measured === true ? String(value) : '–'));
    return [line(slug, true), line(texts.reverse().join(' · '))];
  });
  const ofRuns = [...runs].reverse().map(({ startedAt, measured, unmeasured, calls }) =>
    line(
      `${String(startedAt)} · ${translate('history.run', {
        measured: String(measured),
        unmeasured: String(unmeasured),
        calls: String(calls),
      })}`,
    ),
  );
  return [...ofValues, line(translate('history.runs'), true), ...ofRuns];
}

/** For a node in a subflow template: the list of each instance, with its name. */
const listOf = (nodes: readonly Shown[], translate: Translate): HTMLElement[] =>
  nodes.flatMap((node) => {
    const lines = linesOf(node, translate);
    return nodes.length === 1 ? lines : [line(node.name, true), ...lines];
  });

/**
 * Initializes the button that loads the last runs and values. The URL is relative, because only then the
 * editor adds the login token.
 */
export function kriHistory(id: string, translate: Translate): void {
  const button = document.getElementById('mimecast-kri-history');
  const result = document.getElementById('mimecast-kri-history-result');
  if (button === null || result === null) return;
  button.addEventListener('click', () => {
    $.ajax({ url: `mimecast/kri/${encodeURIComponent(id)}/history`, method: 'GET' })
      .done((body: unknown) => {
        const shown = shownIn(body);
        if (shown === undefined) result.textContent = translate('history.unreachable');
        else result.replaceChildren(...listOf(shown, translate));
      })
      .fail((request) => {
        result.textContent = translate(
          request.status === 404 ? 'history.notDeployed' : 'history.unreachable',
        );
      });
  });
}
