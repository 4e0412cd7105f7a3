import { crowd } from '../../util/backpressure';
import { given } from '../../util/omit-empty';
import { AckDelivery } from './ack-delivery';
import type { Delivery } from './delivery';
import type { Batch, Origin } from './messages';
import { Outbox, type Stuck } from './in-flight-batches';
import { registerReceiver } from './ack-registry';
import { Rejections } from './rejections';
import { iso, type ReportBody, reportMessage } from '../reports/reports';
import { SentDelivery } from './sent-delivery';
import type { SourceOutlet, SourceSettings } from '../deps';
import type { SourceState } from '../status/state';

export interface DeliveryEvents {
  /** a batch has become stuck */
  readonly onStuck: () => void;
  /** the state to show has changed */
  readonly onChange: () => void;
}

/**
 * Creates the delivery mode of a source according to its settings. In mode `ack` it also receives the
 * acknowledgements.
 */
export class Deliveries {
  readonly #settings: SourceSettings;
  readonly #events: SourceOutlet;
  readonly #callbacks: DeliveryEvents;

  /** only in `ack` */
  readonly #inFlight: Outbox | undefined;
  #unregister: (() => void) | undefined;

  constructor(settings: SourceSettings, events: SourceOutlet, callbacks: DeliveryEvents) {
    this.#settings = settings;
    this.#events = events;
    this.#callbacks = callbacks;

    const { delivery, output, acks, ackTimeoutMs } = settings;
    const rejectionReporter = new Rejections(events);
    let rejectionShown = false;
    if (delivery === 'ack') {
      this.#inFlight = new Outbox({
        mode: output,
        acks,
        ackTimeoutMs,
        send: events.records,
        onStuck: (stuck) => this.#reportStuck(stuck),
        onFreed: ({ log, type, since }) =>
          this.#report({ log, type }, { kind: 'recovered', since: iso(since) }),
        onRejected: (rejection) => {
          rejectionReporter.rejected(rejection);
          rejectionShown = true;
          callbacks.onChange();
        },
        onSilence: callbacks.onChange,
        onArrived: () => {
          if (this.#inFlight?.rejected !== undefined) return;
          const changed = rejectionReporter.accepted() || rejectionShown;
          rejectionShown = false;
          if (changed) callbacks.onChange();
        },
      });
    }
  }

  /** Registers the source for ack nodes. */
  open(): void {
    if (this.#inFlight !== undefined)
      this.#unregister ??= registerReceiver(this.#settings.id, this.#inFlight);
  }

  close(): void {
    this.#unregister?.();
    this.#inFlight?.close();
  }

  /** Call it once for each poll of a stream. */
  forStream(messageContext: Origin): Delivery {
    const { output, maxRate, inFlight } = this.#settings;
    return this.#inFlight === undefined
      ? new SentDelivery({
          ...{ mode: output, origin: messageContext, maxRate, send: this.#events.records },
          room: (signal) => crowd.room(signal),
        })
      : new AckDelivery(this.#inFlight, messageContext, inFlight);
  }

  /** Number of batches of a stream that wait for an acknowledgement. */
  waiting(stream: Batch['stream']): number {
    return this.#inFlight?.sizeOf(stream) ?? 0;
  }

  isStuck(stream: Batch['stream']): boolean {
    return this.#inFlight?.isStuck(stream) ?? false;
  }

  /** Takes precedence over the progress of other streams, because this stream needs attention. */
  get stuck(): SourceState | undefined {
    const stuck = this.#inFlight?.stuck;
    if (stuck === undefined) return undefined;
    const { type, since, attempts, reason } = stuck;
    const unanswered = this.#inFlight?.silentSince !== undefined;
    return { kind: 'stuck', type, since, attempts, unanswered, ...given({ reason }) };
  }

  /**
   * The problem on the receiving side, if any. It takes precedence over problems with Mimecast, because it
   * blocks every stream.
   */
  get trouble(): SourceState | undefined {
    const rejected = this.#inFlight?.rejected;
    if (this.stuck !== undefined) return this.stuck;
    const unansweredSince = this.#inFlight?.silentSince;
    if (rejected === undefined)
      return unansweredSince === undefined ? undefined : { kind: 'unanswered', since: unansweredSince };
    const { type, reason, since } = rejected;
    return { kind: 'rejected', type, reason, since };
  }

  #reportStuck({ batch, log, type, missing, attempts, since, reason }: Stuck): void {
    const body = {
      kind: 'stuck',
      batch,
      missing,
      attempts,
      since: iso(since),
      ...given({ reason }),
    } as const;
    this.#report({ log, type }, body);
    this.#callbacks.onStuck();
  }

  #report(stream: { readonly log: string; readonly type: string }, body: ReportBody): void {
    if (this.stuck !== undefined) this.#events.state(this.stuck);
    this.#events.report(reportMessage(stream, body, Date.now()));
  }
}
