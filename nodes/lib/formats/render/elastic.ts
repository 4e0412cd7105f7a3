/** A body for Elasticsearch's `_bulk` API: `create` with our id, so that duplicates are rejected. */
import { hash } from 'node:crypto';
import { ecs } from './ecs/render';
import type { Renderer, Settings } from './renderer';
import { toJsonLine } from './sanitize';

/** Maximum bytes of an `_id`. */
const MAX_ID_BYTES = 512;

const idOf = (id: string): string => (Buffer.byteLength(id) <= MAX_ID_BYTES ? id : hash('sha256', id));

export function elastic(settings: Settings): Renderer {
  const { render } = ecs(settings);
  const index = settings.index === '' ? {} : { _index: settings.index };
  return {
    kind: 'body',
    between: '',
    // every document ends with a line break, also the last one
    render: (event) =>
      `${toJsonLine({ create: { ...index, _id: idOf(event.origin.id) } })}\n${toJsonLine(render(event))}\n`,
  };
}
