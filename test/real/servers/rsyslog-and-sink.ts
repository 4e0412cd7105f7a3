import type { TlsSettings } from '../../../nodes/lib/contracts/tls';
import {
  type SyslogLimits,
  type SyslogSettings,
  SyslogSink,
} from '../../../nodes/lib/sinks/syslog/syslog-sink';
import { fixture } from '../../unit/api/support/servers';
import type { Cleanup } from '../harness/process/cleanup';
import type { Rsyslog, RsyslogInput, RsyslogOptions } from '../harness/servers/rsyslog';
import { freshRsyslog } from '../harness/servers/with-rsyslog';

const pem = fixture('server.pem');
const ca = fixture('ca.pem');

const TLS: Readonly<Record<RsyslogInput, TlsSettings | undefined>> = {
  tcp: undefined,
  tls: { ca },
  relp: undefined,
  'relp-tls': { ca, key: pem, cert: pem },
};

interface RsyslogAndSink {
  readonly server: Rsyslog;
  readonly sink: SyslogSink;
}

/** A new rsyslog, and a sink that sends to it. */
export async function rsyslogAndSink(
  cleanup: Cleanup,
  input: RsyslogInput,
  settings: Pick<SyslogSettings, 'framing' | 'maxBytes' | 'tooLong'>,
  options: Pick<RsyslogOptions, 'maxMessageSize' | 'template'> & SyslogLimits = {},
): Promise<RsyslogAndSink> {
  const { server, port } = await freshRsyslog(cleanup, input, options);
  const sink = new SyslogSink(
    {
      target: { host: '127.0.0.1', port, tls: TLS[input] },
      protocol: input.startsWith('relp') ? 'relp' : 'stream',
      ...{ facility: 'local0', severity: 'info', hostname: 'here', appName: 'mimecast', procId: '42' },
      ...settings,
    },
    { state: () => {}, warn: () => {}, log: () => {}, debug: () => {} },
    options,
  );
  sink.start();
  cleanup.add(() => sink.close());
  return { server, sink };
}
