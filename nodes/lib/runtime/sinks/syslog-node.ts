import { hostname } from 'node:os';
import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { z } from 'zod';
import type { TlsSettings } from '../../contracts/tls';
import { syslogProperties } from '../../properties/node/syslog';
import type { Settings } from '../../properties/property-types';
import type { SyslogEvents, SyslogState } from '../../sinks/syslog/connection';
import { type SyslogSettings, SyslogSink } from '../../sinks/syslog/syslog-sink';
import { formatDateTime } from '../../util/format-time';
import { configError } from '../node-red/config-error';
import { resolveNetworkConfig } from '../node-red/network-config';
import { NodeStatusThrottle, type Status } from '../node-red/node-status';
import { type Config, parseConfig } from '../node-red/parse-config';
import { joinFitting } from '../node-red/status-text';
import { initSinkNode, type SinkResult } from './sink-node';

type NodeSettings = Settings<typeof syslogProperties>;

/** The record type of a message, if it has one. */
const typedMessage = z.object({ mimecast: z.object({ type: z.string() }) });

/** Connects a syslog sink to a node: a message is passed on when the server has it. */
export function initSyslogNode(RED: NodeAPI, node: Node, config: Config): void {
  const nodeStatus = new NodeStatusThrottle(node);
  const deliver = async (sink: SyslogSink, message: NodeMessageInFlow): Promise<void> => {
    const parsed = typedMessage.safeParse(message);
    await sink.send(message.payload, parsed.success ? parsed.data.mimecast.type : undefined);
  };
  initSinkNode(RED, node, nodeStatus, createSink(RED, config, createEvents(node, nodeStatus)), deliver);
}

function createSink(RED: NodeAPI, config: Config, events: SyslogEvents): SinkResult<SyslogSink> {
  const configResult = parseConfig(syslogProperties, config);
  if (!configResult.ok) return configResult;
  const { settings } = configResult;
  if (!usesTls(settings)) return { ok: true, sink: new SyslogSink(sinkSettings(settings), events) };
  const networkConfig = resolveNetworkConfig(RED, { tls: settings.tls, proxy: '' });
  if (!networkConfig.ok)
    return { ok: false, error: configError({ ...networkConfig.problem, property: 'tls' }) };
  return { ok: true, sink: new SyslogSink(sinkSettings(settings, networkConfig.network.tls ?? {}), events) };
}

const usesTls = ({ protocol }: NodeSettings): boolean => protocol === 'tls' || protocol === 'relp-tls';

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

function createEvents(node: Node, nodeStatus: NodeStatusThrottle): SyslogEvents {
  return {
    state: (state) => nodeStatus.set(syslogStatus(state)),
    warn: (text) => node.warn(text),
    log: (text) => node.log(text),
    debug: (text) => node.debug(text),
  };
}

/** Colour and text for the state of a syslog sink; members other than the text are for flows. */
export function syslogStatus(state: SyslogState): Status {
  const { waiting } = state;
  const queue = waiting === 0 ? '' : `${waiting.toLocaleString('en-US')} waiting`;
  switch (state.kind) {
    case 'connecting':
      // A retry alone does not end an outage.
      return state.outage === undefined
        ? { fill: 'yellow', shape: 'ring', text: joinFitting(['connecting', queue]), waiting }
        : {
            fill: 'red',
            shape: 'ring',
            text: joinFitting([state.outage.cause, queue, 'trying again']),
            waiting,
            reason: state.outage.reason,
          };
    case 'connected':
      return { fill: 'green', shape: 'dot', text: joinFitting(['connected', queue]), waiting };
    case 'disconnected':
      return {
        fill: 'red',
        shape: 'ring',
        text: joinFitting([
          state.outage.cause,
          queue,
          `next try ${formatDateTime(state.retryAt, Date.now())}`,
        ]),
        waiting,
        reason: state.outage.reason,
        retryAt: new Date(state.retryAt).toISOString(),
      };
  }
}
