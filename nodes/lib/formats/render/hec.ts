/** Splunk's HTTP Event Collector: one object per event, concatenated without an array or commas. */
import { isJsonObject } from '../../contracts/json';
import { eventTime, type Origin } from '../event';
import { isBlank } from '../parsers/scalar';
import { type Renderer, type Settings, sourcePath } from './renderer';
import { toJsonLine, toText } from './sanitize';

/** What the envelope of the record said, one level deep, as HEC takes it for fields. Its host and source are not ours. */
function envelopeFields({ marks: { envelope } }: Origin): Record<string, string> {
  const all: Record<string, string> = {};
  if (!isJsonObject(envelope)) return all;
  for (const [name, value] of Object.entries(envelope)) all[`envelope_${name}`] = toText(value);
  return all;
}

/** What the source adds to a record: without `change`, a message that has left the hold queue looks held. */
const MARKS = [
  ['change', 'mimecast_change'],
  ['releasedBy', 'mimecast_released_by'],
] as const;

function markFields({ marks }: Origin): Readonly<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const [mark, name] of MARKS) {
    const value = marks[mark];
    if (typeof value === 'string') all[name] = value;
  }
  return all;
}

export function hec(settings: Settings): Renderer {
  const { host, index, fields } = settings;
  return {
    kind: 'body',
    mayHaveHalves: true,
    between: '\n',
    render(event) {
      const { origin, record } = event;
      return toJsonLine({
        // seconds
        time: eventTime(event) / 1000,
        host,
        source: sourcePath(origin),
        sourcetype: `mimecast:${origin.log}`,
        ...(index === '' ? {} : { index }),
        // the original record, so that searches with Mimecast's names match; HEC rejects `null` and blank events
        event: isBlank(record) ? { record: record ?? null } : record,
        fields: {
          ...fields,
          ...envelopeFields(origin),
          mimecast_id: origin.id,
          mimecast_type: origin.type,
          ...(origin.account === undefined ? {} : { mimecast_account: origin.account }),
          ...markFields(origin),
        },
      });
    },
  };
}
