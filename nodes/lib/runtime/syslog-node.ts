import { hostname } from 'node:os';
import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { z } from 'zod';
import type { MimecastError } from '../api/errors';
import type { TlsSettings } from '../api/transport';
import type { Settings } from '../properties/kinds';
import { syslogProperties } from '../properties/syslog';
import type { SyslogOutlet } from '../sinks/syslog/state';
import { type SyslogSettings, SyslogSink } from '../sinks/syslog/syslog-sink';
import { configError } from './explain';
import { findNetwork } from './network-nodes';
import { type Config, readConfig } from './read-config';
import { StatusLine } from './status-line';
import { syslogStatus } from './syslog-status';

type NodeSettings = Settings<typeof syslogProperties>;

/** As far as a message says what it carries. */
const labelled = z.object({ mimecast: z.object({ type: z.string() }) });

/** Ties a syslog sink to a node: a message leaves it when the server has it. */
export function attachSyslog(RED: NodeAPI, node: Node, config: Config): void {
  const line = new StatusLine(node);
  const made = createSink(RED, config, outletOf(node, line));
  // Not in the constructor: by then the Catch nodes that shall see a refused configuration exist too.
  const onStarted = (): void => {
    RED.events.removeListener('flows:started', onStarted);
    if (made.ok) made.sink.start();
    else node.error(made.error, {});
  };
  RED.events.on('flows:started', onStarted);
  if (!made.ok) showProblem(line, made.error);

  const deliver = async (message: NodeMessageInFlow): Promise<void> => {
    if (!made.ok) throw made.error;
    const label = labelled.safeParse(message);
    await made.sink.send(message.payload, label.success ? label.data.mimecast.type : undefined);
  };
  node.on('input', (message, send, done) => {
    deliver(message).then(() => {
      send(message);
      done();
    }, done);
  });
  node.on('close', (_removed: boolean, done: () => void) => {
    RED.events.removeListener('flows:started', onStarted);
    const closed = made.ok ? made.sink.close() : Promise.resolve();
    closed
      .finally(() => line.close())
      .then(
        () => done(),
        () => done(),
      );
  });
}

type Made =
  | { readonly ok: true; readonly sink: SyslogSink }
  | { readonly ok: false; readonly error: MimecastError };

function createSink(RED: NodeAPI, config: Config, outlet: SyslogOutlet): Made {
  const reading = readConfig(syslogProperties, config);
  if (!reading.ok) return reading;
  const { settings } = reading;
  if (!secure(settings)) return { ok: true, sink: new SyslogSink(sinkSettings(settings), outlet) };
  const found = findNetwork(RED, { tls: settings.tls, proxy: '' });
  if (!found.ok) return { ok: false, error: configError({ ...found.problem, property: 'tls' }) };
  return { ok: true, sink: new SyslogSink(sinkSettings(settings, found.network.tls ?? {}), outlet) };
}

const secure = ({ protocol }: NodeSettings): boolean => protocol === 'tls' || protocol === 'relp-tls';

function sinkSettings(settings: NodeSettings, tls?: TlsSettings): SyslogSettings {
  const { host, port, protocol, framing, facility, severity, appName, maxBytes } = settings;
  return {
    target: { host, port, tls },
    protocol: protocol.startsWith('relp') ? 'relp' : 'stream',
    framing,
    facility,
    severity,
    appName,
    hostname: settings.hostname === '' ? hostname() : settings.hostname,
    procId: String(process.pid),
    maxBytes,
  };
}

function showProblem(line: StatusLine, { message, code }: MimecastError): void {
  line.show({ fill: 'red', shape: 'dot', text: message.slice(0, 60), code, reason: message });
}

function outletOf(node: Node, line: StatusLine): SyslogOutlet {
  return {
    state: (state) => line.show(syslogStatus(state)),
    warn: (text) => node.warn(text),
    log: (text) => node.log(text),
    debug: (text) => node.debug(text),
  };
}
