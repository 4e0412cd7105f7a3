/** Splunk's HTTP Event Collector: one object an event, one after the other, no array and no commas. */
import { timeOf } from '../event';
import { isBlank } from '../readers/scalar';
import { jsonLine } from './clean';
import type { Renderer, Settings } from './renderer';

export function hec(settings: Settings): Renderer {
  const { host, index, fields } = settings;
  return {
    kind: 'body',
    between: '\n',
    render(event) {
      const { origin, record } = event;
      return jsonLine({
        // seconds
        time: timeOf(event) / 1000,
        host,
        source: `mimecast/${origin.log}/${origin.type.replaceAll(' ', '-')}`,
        sourcetype: `mimecast:${origin.log}`,
        ...(index === '' ? {} : { index }),
        // as it came, so that searches written for Mimecast's names find it; `null` and blanks are refused
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
