/** Splunk's HTTP Event Collector: one object per event, concatenated without an array or commas. */
import { eventTime } from '../event';
import { isBlank } from '../parsers/scalar';
import type { Renderer, Settings } from './renderer';
import { toJsonLine } from './sanitize';

export function hec(settings: Settings): Renderer {
  const { host, index, fields } = settings;
  return {
    kind: 'body',
    between: '\n',
    render(event) {
      const { origin, record } = event;
      return toJsonLine({
        // seconds
        time: eventTime(event) / 1000,
        host,
        source: `mimecast/${origin.log}/${origin.type.replaceAll(' ', '-')}`,
        sourcetype: `mimecast:${origin.log}`,
        ...(index === '' ? {} : { index }),
        // the original record, so that searches with Mimecast's names match; HEC rejects `null` and blank events
        event: isBlank(record) ? { record: record ?? null } : record,
        fields: {
          ...fields,
          mimecast_id: origin.id,
          mimecast_type: origin.type,
          ...(origin.account === undefined ? {} : { mimecast_account: origin.account }),
        },
      });
    },
  };
}
