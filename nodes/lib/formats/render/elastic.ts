/** A body for Elasticsearch's `_bulk`: `create` with our id, so that what comes twice is there once. */
import { hash } from 'node:crypto';
import { jsonLine } from './clean';
import { ecs } from './ecs';
import type { Renderer, Settings } from './renderer';

/** Bytes of an `_id`. */
const LONGEST_ID = 512;

const idOf = (id: string): string => (Buffer.byteLength(id) <= LONGEST_ID ? id : hash('sha256', id));

export function elastic(settings: Settings): Renderer {
  const { render } = ecs(settings);
  const index = settings.index === '' ? {} : { _index: settings.index };
  return {
    kind: 'body',
    between: '',
    // each document ends with a line break, the last one too
    render: (event) =>
      `${jsonLine({ create: { ...index, _id: idOf(event.origin.id) } })}\n${jsonLine(render(event))}\n`,
  };
}
