/** One flat object per event, with our id and time. */
import { jsonLine } from './sanitize';
import { flat } from './flatten';
import type { Renderer, Settings } from './renderer';

export function json(settings: Settings): Renderer {
  return {
    kind: 'object',
    render(event) {
      const all = flat(event);
      for (const [name, text] of Object.entries(settings.fields))
        if (!Object.hasOwn(all, name)) all[name] = text;
      if (settings.raw) all['raw'] = jsonLine(event.record);
      return all;
    },
  };
}
