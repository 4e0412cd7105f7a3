import { hostname } from 'node:os';
import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { z } from 'zod';
import { listOf } from '../../contracts/list-schema';
import type { TlsSettings } from '../../contracts/tls';
import { syslogProperties } from '../../properties/node/syslog';
import type { Settings } from '../../properties/property-types';
import type { SyslogEvents, SyslogState } from '../../sinks/syslog/connection';
import type { RecordMetadata } from '../../sinks/syslog/encode';
import { SyslogError } from '../../sinks/syslog/errors';
import { pickRecords } from '../../sinks/syslog/split-payload';
import { type SyslogSettings, SyslogSink } from '../../sinks/syslog/syslog-sink';
import { formatDateTime } from '../../util/format-time';
import { configError } from '../node-red/config-error';
import { resolveNetworkConfig } from '../node-red/network-config';
import { NodeStatusThrottle, type Status } from '../node-red/node-status';
import { type Config, parseConfig } from '../node-red/parse-config';
import { joinFitting } from '../node-red/status-text';
import { createDeadLetter, isWired } from './dead-letter';
import { initSinkNode, type SinkResult } from './sink-node';

/** Index of the output for what the server refused. */
const REFUSED = 1;

type NodeSettings = Settings<typeof syslogProperties>;

/** What a message says about its records. */
const describedMessage = z.object({
  mimecast: z.object({
    type: z.string().optional().catch(undefined),
    id: z.string().optional().catch(undefined),
    ids: listOf(z.string()).optional().catch(undefined),
  }),
});

function readRecordMetadata(message: NodeMessageInFlow): RecordMetadata {
  const parsed = describedMessage.safeParse(message);
  if (!parsed.success) return {};
  const { type, id, ids } = parsed.data.mimecast;
  return { type, ids: ids ?? (id === undefined ? undefined : [id]) };
}

/**
 * Connects a syslog sink to a node: a message is passed on when the server has it. What it refuses for good
 * leaves on the second output, if that is wired, and is an error otherwise.
 */
export function initSyslogNode(RED: NodeAPI, node: Node, config: Config): void {
  const nodeStatus = new NodeStatusThrottle(node);
  let shown: SyslogState = { kind: 'connecting', waiting: 0 };
  /** records that have left on the second output since the node was started */
  let refused = 0;
  const show = (state: SyslogState): void => {
    shown = state;
    nodeStatus.set(syslogStatus(state, refused));
  };
  const deliver = async (sink: SyslogSink, message: NodeMessageInFlow) => {
    try {
      await sink.send(message.payload, readRecordMetadata(message));
      return undefined;
    } catch (error) {
      if (!(error instanceof SyslogError) || error.refusals.length === 0 || !isWired(node, REFUSED))
        throw error;
      refused += error.refusals.length;
      show(shown);
      node.debug(`${error.message}; sent to the second output`);
      return createDeadLetter(message, error, pickRecords);
    }
  };
  initSinkNode(RED, node, nodeStatus, createSink(RED, config, createEvents(node, show)), deliver);
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
  const { host, port, protocol, framing, facility, severity, appName, maxBytes, tooLong } = settings;
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
    tooLong,
  };
}

function createEvents(node: Node, show: SyslogEvents['state']): SyslogEvents {
  return {
    state: show,
    warn: (text) => node.warn(text),
    log: (text) => node.log(text),
    debug: (text) => node.debug(text),
  };
}

/**
 * Colour and text for the state of a syslog sink; members other than the text are for flows.
 * @param refused records on the second output since the node was started
 */
export function syslogStatus(state: SyslogState, refused = 0): Status {
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
      return refused === 0
        ? { fill: 'green', shape: 'dot', text: joinFitting(['connected', queue]), waiting }
        : {
            fill: 'yellow',
            shape: 'dot',
            text: joinFitting(['connected', `${refused.toLocaleString('en-US')} refused`, queue]),
            waiting,
            refused,
          };
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
