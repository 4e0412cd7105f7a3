/** One flat object per event, with our id and time. */

import { flatten } from './flatten';
import type { Renderer, Settings } from './renderer';
import { toJsonLine } from './sanitize';

export function json(settings: Settings): Renderer {
  return {
    kind: 'object',
    render(event) {
      const all = flatten(event);
      for (const [name, text] of Object.entries(settings.fields))
        if (!Object.hasOwn(all, name)) all[name] = text;
      if (settings.raw) all['raw'] = toJsonLine(event.record);
      return all;
    },
  };
}
