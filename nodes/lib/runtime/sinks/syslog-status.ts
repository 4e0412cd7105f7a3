import type { SyslogState } from '../../sinks/syslog/connection';
import { formatDateTime } from '../../util/format-time';
import type { Status } from '../node-red/node-status';
import { joinFitting } from '../node-red/status-text';

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
