/** Everything that reads a value of the other side. It may refuse it, but not throw. */
import { readEnvelope } from '../../../nodes/lib/api/response/envelope';
import { parseDocument } from '../../../nodes/lib/collector/checkpoint/checkpoint-document';
import { readBatchRef } from '../../../nodes/lib/collector/delivery/ack-message';
import { extractRejectionReason } from '../../../nodes/lib/collector/delivery/rejection-text';
import { runSync } from '../../../nodes/lib/formats/format';
import { FORMATS, PRIVACY } from '../../../nodes/lib/properties/values/format-options';
import { accountForm } from '../../../nodes/lib/runtime/admin/account-draft';
import { readForm } from '../../../nodes/lib/runtime/admin/form';
import { findPermissionUsage } from '../../../nodes/lib/runtime/admin/permissions-in-use';
import { splitPayload } from '../../../nodes/lib/sinks/syslog/split-payload';
import { parsePosition as batchPosition } from '../../../nodes/lib/streams/siem-batch/position';
import { parsePosition as eventPosition } from '../../../nodes/lib/streams/siem-events/position';
import { parsePosition as snapshotPosition } from '../../../nodes/lib/streams/snapshot/position';
import { parsePosition as windowPosition } from '../../../nodes/lib/streams/window/position';
import { redactConfiguration } from '../../../nodes/lib/util/redaction/redact-fields';
import { formatterOf } from './formats';
import { mayRefuse } from './refusals';

export type ValueTarget = (value: unknown) => unknown;

function formatTarget(format: (typeof FORMATS)[number], choice: (typeof PRIVACY)[number]): ValueTarget {
  const formatter = formatterOf(format, choice);
  return (value) => {
    for (const log of ['siem', 'audit', 'ttp', 'dlp', 'held', 'directory', undefined])
      runSync(formatter({ payload: value, ...{ mimecast: { log } } }));
  };
}

export const VALUE_TARGETS: ReadonlyMap<string, ValueTarget> = new Map<string, ValueTarget>([
  ['envelope', readEnvelope],
  [
    'positions',
    (value) => [batchPosition(value), eventPosition(value), snapshotPosition(value), windowPosition(value)],
  ],
  ['position file', (value) => parseDocument(JSON.stringify(value) ?? '')],
  ['acknowledgement', (value) => [readBatchRef(value), readBatchRef({ mimecast: value })]],
  ['rejection', (value) => extractRejectionReason({ payload: value, error: value, statusCode: value })],
  ['syslog lines', (value) => mayRefuse(() => splitPayload(value))],
  ['configuration', (value) => redactConfiguration(value)],
  ['form of an account', (value) => readForm(accountForm, value)],
  [
    'nodes of an editor',
    (value) =>
      findPermissionUsage([{ type: 'mimecast-audit', account: 'a', name: value, z: value, env: value }], 'a'),
  ],
  ...FORMATS.flatMap((format) =>
    PRIVACY.map((choice): [string, ValueTarget] => [
      `formats: ${format}, ${choice}`,
      formatTarget(format, choice),
    ]),
  ),
]);
