import { backpressure } from '../../util/backpressure';
import { omitEmpty } from '../../util/omit-empty';
import type { CollectorEvents, CollectorSettings } from '../deps';
import { createReport, type ReportBody, toIso } from '../reports/reports';
import type { CollectorState } from '../status/state';
import { AckDelivery } from './ack-delivery';
import { registerAckReceiver } from './ack-registry';
import type { DeliveryMode } from './delivery-mode';
import type { StuckBatch } from './in-flight-batch';
import { InFlightBatches } from './in-flight-batches';
import type { Batch, MessageContext } from './messages';
import { RejectionReporter } from './rejections';
import { SentDelivery } from './sent-delivery';

export interface DeliveryCallbacks {
  /** a batch has become stuck */
  readonly onStuck: () => void;
  /** the state to show has changed */
  readonly onChange: () => void;
}

/**
 * Creates the delivery mode of a source according to its settings. In mode `ack` it also receives the
 * acknowledgements.
 */
export class DeliveryManager {
  readonly #settings: CollectorSettings;
  readonly #events: CollectorEvents;
  readonly #callbacks: DeliveryCallbacks;

  /** only in `ack` */
  readonly #inFlight: InFlightBatches | undefined;
  #unregister: (() => void) | undefined;

  constructor(settings: CollectorSettings, events: CollectorEvents, callbacks: DeliveryCallbacks) {
    this.#settings = settings;
    this.#events = events;
    this.#callbacks = callbacks;

    const { delivery, output, acks, ackTimeoutMs } = settings;
    const rejectionReporter = new RejectionReporter(events);
    let rejectionShown = false;
    if (delivery === 'ack') {
      this.#inFlight = new InFlightBatches({
        mode: output,
        acks,
        ackTimeoutMs,
        send: events.records,
        onStuck: (stuck) => this.#reportStuck(stuck),
        onUnstuck: ({ log, type, since }) =>
          this.#report({ log, type }, { kind: 'recovered', since: toIso(since) }),
        onRejected: (rejection) => {
          rejectionReporter.reportRejected(rejection);
          rejectionShown = true;
          callbacks.onChange();
        },
        onUnansweredChange: callbacks.onChange,
        onComplete: () => {
          if (this.#inFlight?.rejected !== undefined) return;
          const changed = rejectionReporter.reportAccepted() || rejectionShown;
          rejectionShown = false;
          if (changed) callbacks.onChange();
        },
      });
    }
  }

  /** Registers the source for ack nodes. */
  open(): void {
    if (this.#inFlight !== undefined)
      this.#unregister ??= registerAckReceiver(this.#settings.id, this.#inFlight);
  }

  close(): void {
    this.#unregister?.();
    this.#inFlight?.close();
  }

  /** Call it once for each poll of a stream. */
  forStream(messageContext: MessageContext): DeliveryMode {
    const { output, maxRate, inFlight } = this.#settings;
    return this.#inFlight === undefined
      ? new SentDelivery({
          ...{ mode: output, messageContext, maxRate, send: this.#events.records },
          waitForCapacity: (signal) => backpressure.waitForCapacity(signal),
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
  get stuckState(): CollectorState | undefined {
    const stuck = this.#inFlight?.stuck;
    if (stuck === undefined) return undefined;
    const { type, since, attempts, reason } = stuck;
    const unanswered = this.#inFlight?.unansweredSince !== undefined;
    return { kind: 'stuck', type, since, attempts, unanswered, ...omitEmpty({ reason }) };
  }

  /**
   * The problem on the receiving side, if any. It takes precedence over problems with Mimecast, because it
   * blocks every stream.
   */
  get receiverProblem(): CollectorState | undefined {
    const rejected = this.#inFlight?.rejected;
    if (this.stuckState !== undefined) return this.stuckState;
    const unansweredSince = this.#inFlight?.unansweredSince;
    if (rejected === undefined)
      return unansweredSince === undefined ? undefined : { kind: 'unanswered', since: unansweredSince };
    const { type, reason, since } = rejected;
    return { kind: 'rejected', type, reason, since };
  }

  #reportStuck({ batch, log, type, missing, attempts, since, reason }: StuckBatch): void {
    const body = {
      kind: 'stuck',
      batch,
      missing,
      attempts,
      since: toIso(since),
      ...omitEmpty({ reason }),
    } as const;
    this.#report({ log, type }, body);
    this.#callbacks.onStuck();
  }

  #report(stream: { readonly log: string; readonly type: string }, body: ReportBody): void {
    if (this.stuckState !== undefined) this.#events.state(this.stuckState);
    this.#events.report(createReport(stream, body, Date.now()));
  }
}
